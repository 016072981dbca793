"""How fast audio is made, from outside, beside the bare cost of espeak-ng and LAME.

Targets: first byte <= 30 ms; whole article <= 2x the bare cost; one edited sentence <= 60 ms and 1 synthesis; all cached,
joined again <= 5 ms; 50 listeners at once: 1 synthesis a sentence, the last within 3x of one alone.
"""

import statistics
import threading
import time
from pathlib import Path

from bench.bare import bare_seconds
from bench.site import Site, open_site
from service.reading import read
from service.sources import demo_articles
from service.studio.renditions import lines_of

ROUNDS = 7


def article_of_700_words() -> tuple[str, str]:
    """Title and body of the demo article nearest to 700 words."""
    from zoneinfo import ZoneInfo

    from service.sources import article_from_text

    articles = [
        article_from_text(text, timezone=ZoneInfo("Asia/Ho_Chi_Minh")) for _, text, _ in demo_articles()
    ]
    chosen = min(articles, key=lambda article: abs(article.word_count - 700))
    return chosen.title, "\n".join(block.text for block in chosen.blocks[1:])


def _fresh(site: Site, title: str, body: str, number: int) -> tuple[int, int]:
    """A new article whose sentences nobody spoke before: each gets a word more. Its id and number of sentences."""
    words = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
    mark = " ".join(words[int(digit)] for digit in str(number))
    text = "\n".join(
        ". ".join(f"{part} {mark}" for part in line.rstrip(".").split(". ")) + "."
        for line in body.split("\n")
    )
    made = site.json("POST", "/api/v1/articles", {"title": f"{title} {mark}", "body": text})
    script = site.json("GET", f"/api/v1/articles/{made['id']}/script")
    return made["id"], len(script["sentences"])


def run() -> str:
    title, body = article_of_700_words()
    rows: list[tuple[str, str, str]] = []
    with open_site() as site:
        warm_up, _ = _fresh(site, title, body, 999)
        site.listen(f"/api/v1/articles/{warm_up}/audio.mp3")
        rows += _first_listen(site, title, body)
        rows += _fifty(site, title, body)
    with open_site(warm="1", warm_formats="mp3") as site:
        rows += _edited(site, title, body)
    rows += _joined_again(title, body)
    table = "\n".join(f"| {what} | {measured} | {target} |" for what, measured, target in rows)
    return f"## Making audio\n\n| what | measured | target |\n|---|---|---|\n{table}\n"


def _first_listen(site: Site, title: str, body: str) -> list[tuple[str, str, str]]:
    firsts: list[float] = []
    wholes: list[float] = []
    bares: list[float] = []
    for number in range(ROUNDS):
        article_id, _ = _fresh(site, title, body, number)
        script = site.json("GET", f"/api/v1/articles/{article_id}/script")
        spoken = [sentence["spoken"] for sentence in script["sentences"]]
        bares.append(bare_seconds(spoken))
        first, whole, _ = site.listen(f"/api/v1/articles/{article_id}/audio.mp3")
        firsts.append(first)
        wholes.append(whole)
    whole, bare = statistics.median(wholes), statistics.median(bares)
    return [
        ("first byte of spoken audio, nothing cached", f"{statistics.median(firsts) * 1000:.1f} ms", "30 ms"),
        (
            "whole article made, nothing cached",
            f"{whole * 1000:.0f} ms = {whole / bare:.2f}x the bare {bare * 1000:.0f} ms",
            "2x",
        ),
    ]


def _edited(site: Site, title: str, body: str) -> list[tuple[str, str, str]]:
    """From the PUT to the complete new file, with one sentence changed; publishing begins the audio, as by default."""
    article_id, _ = _fresh(site, title, body, 50)
    path = f"/api/v1/articles/{article_id}/audio.mp3"
    site.listen(path)
    kept = site.json("GET", f"/api/v1/articles/{article_id}")
    text = [block["text"] for block in kept["blocks"][1:]]
    times: list[float] = []
    spoken = 0.0
    for number in range(ROUNDS):
        text[-1] = f"Câu được sửa lần {number + 1}."
        before = site.metric("baonoi_sentences_spoken_total")
        began = time.perf_counter()
        site.json("PUT", f"/api/v1/articles/{article_id}", {"title": kept["title"], "body": "\n".join(text)})
        site.listen(path)
        times.append(time.perf_counter() - began)
        spoken = max(spoken, site.metric("baonoi_sentences_spoken_total") - before)
    return [
        (
            "one edited sentence, from the PUT to the complete file",
            f"{statistics.median(times) * 1000:.1f} ms, {spoken:.0f} synthesised",
            "60 ms, 1 synthesised",
        )
    ]


def _fifty(site: Site, title: str, body: str) -> list[tuple[str, str, str]]:
    alone_id, _ = _fresh(site, title, body, 60)
    _, alone, _ = site.listen(f"/api/v1/articles/{alone_id}/audio.mp3")
    article_id, sentences = _fresh(site, title, body, 61)
    before = site.metric("baonoi_sentences_spoken_total")
    ends: list[float] = []
    gate = threading.Barrier(50)

    def listener() -> None:
        gate.wait()
        ends.append(site.listen(f"/api/v1/articles/{article_id}/audio.mp3")[1])

    threads = [threading.Thread(target=listener) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spoken = site.metric("baonoi_sentences_spoken_total") - before
    return [
        (
            "50 listeners at once on a new article",
            f"{spoken / sentences:.2f} syntheses a sentence; the last after {max(ends) / alone:.2f}x of one alone",
            "1.00; 3x",
        )
    ]


def _joined_again(title: str, body: str) -> list[tuple[str, str, str]]:
    """Every segment in the cache, the rendition not: look up, read, verify, join."""
    import tempfile

    from service.audio.id3 import Tags
    from service.settings import load_settings
    from service.studio.codecs import CODECS
    from service.studio.renditions import known_sentences
    from service.wiring import build

    with tempfile.TemporaryDirectory() as folder:
        parts = build(load_settings(data_dir=Path(folder), voices=("espeak:vi",), demo=False, warm=False))
        try:
            script = read(f"{title}\n{body}")
            first = parts.speech.rendering(script, "mp3", None, tags=Tags())
            list(first.each_sentence())
        finally:
            parts.close()
        parts = build(load_settings(data_dir=Path(folder), voices=("espeak:vi",), demo=False, warm=False))
        times: list[float] = []
        size = 0
        try:
            lines = lines_of(script)
            for _ in range(ROUNDS * 3):
                began = time.perf_counter()
                session = parts.speaker.session(None, waiting=True)
                codec = CODECS["mp3"]
                known = known_sentences(parts.speaker, parts.cache, session, lines, codec)
                pieces: list[tuple[bytes, int]] = []
                units = 0
                for line, sentence in zip(lines, known, strict=True):
                    if sentence is None:
                        raise RuntimeError("a sentence was not in the cache")
                    pieces.append((parts.speaker.data(sentence, line.spoken, codec), line.pause_units))
                    units += sentence.segment.units + line.pause_units
                size = len(b"".join(codec.file(pieces, units, Tags())))
                times.append(time.perf_counter() - began)
        finally:
            parts.close()
    return [
        (
            f"all cached, new rendition of {size / 1e6:.1f} MB joined",
            f"{statistics.median(times) * 1000:.2f} ms",
            "5 ms",
        )
    ]


if __name__ == "__main__":
    print(run())
