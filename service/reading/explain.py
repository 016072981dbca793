"""Show a script to people: every reading with the rule that chose it."""

from collections.abc import Iterator

from service.reading.script import Script


def explain(script: Script, *, plain_words: bool = False) -> Iterator[str]:
    """Lines for `normalize --explain`: the spoken sentence, then each reading that is not a plain word.

    plain_words: list those too.
    """
    for sentence in script.sentences:
        yield sentence.spoken
        for reading in sentence.readings:
            if reading.rule == "word" and not plain_words:
                continue
            doubt = ""
            if not reading.sure:
                others = f" Có thể là: {'; '.join(reading.alternatives)}." if reading.alternatives else ""
                doubt = f"  CHƯA CHẮC: {reading.reason}{others}"
            yield f"    {reading.written} → {reading.spoken}  [{reading.rule}]{doubt}"
