"""Asks one peer, inside its own environment: `python speak.py NAME`, standard library alone.

In (stdin, JSON): {"texts": [...], "article": [lines]}. Out (stdout, JSON): {"spoken": [...], "flagged": [...],
"milliseconds": median for the whole article, warm}. What a peer prints goes to stderr. A peer that fails on one text
answers "" for it and is counted as wrong; one that cannot be imported ends with a traceback.
"""

# pyright: reportMissingImports=false
# The peers live in their own environments, never in the project's.

import json
import os
import re
import statistics
import sys
import time

ARTICLE_RUNS = 7
ARTICLE_SECONDS = 20.0
"""No more runs after so long: the slow ones are known well enough by then."""


def sea_g2p():
    from sea_g2p import Normalizer

    tool = Normalizer(lang="vi")
    languages = re.compile(r"</?en>")  # marks for its own phonemes, not said
    return lambda text: (languages.sub(" ", tool.normalize(text)), bool(tool.audit(text)))


def soe_vinorm():
    from soe_vinorm import SoeNormalizer

    tool = SoeNormalizer()
    return lambda text: (tool.normalize(text), False)


def g2p_hamster():
    from g2p_hamster.t0.pipeline import normalize

    def say(text):
        answer = normalize(text)
        return answer["read_string"], bool(answer["review"])

    return say


def vinorm():
    from vinorm import TTSnorm

    return lambda text: (TTSnorm(text), False)


def misaki():
    from misaki.vi_cleaner import ViCleaner

    tool = ViCleaner()
    return lambda text: (tool.clean_text(text), False)


def vietnormalizer():
    from vietnormalizer import VietnameseNormalizer

    tool = VietnameseNormalizer()
    return lambda text: (tool.normalize(text), False)


def nemo():
    from nemo_text_processing.text_normalization.normalize import Normalizer

    tool = Normalizer(input_case="cased", lang="vi")
    return lambda text: (tool.normalize(text), False)


def brighto_norm4tts():
    from brighto_norm4tts import TTSNormalizer

    tool = TTSNormalizer("vi")
    return lambda text: (tool.normalize(text), False)


def raw():
    return lambda text: (text, False)


PEERS = {
    "sea-g2p": sea_g2p,
    "soe-vinorm": soe_vinorm,
    "g2p-hamster": g2p_hamster,
    "vinorm": vinorm,
    "misaki": misaki,
    "vietnormalizer": vietnormalizer,
    "nemo": nemo,
    "brighto-norm4tts": brighto_norm4tts,
    "raw": raw,
}


def main():
    answer_file = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked = json.load(sys.stdin)
    say = PEERS[sys.argv[1]]()
    say("Ngày 1/2 có 3 người.")

    def safely(text):
        try:
            spoken, flagged = say(text)
        except Exception as error:
            print(repr(error)[:200], file=sys.stderr)
            return "", False
        return str(spoken), flagged

    answers = [safely(text) for text in asked["texts"]]
    times, began = [], time.perf_counter()
    while len(times) < ARTICLE_RUNS and time.perf_counter() - began < ARTICLE_SECONDS:
        start = time.perf_counter()
        for line in asked["article"]:
            safely(line)
        times.append(1000 * (time.perf_counter() - start))
    json.dump(
        {
            "spoken": [spoken for spoken, _ in answers],
            "flagged": [flagged for _, flagged in answers],
            "milliseconds": statistics.median(times),
        },
        answer_file,
        ensure_ascii=False,
    )
    answer_file.close()


if __name__ == "__main__":
    main()
