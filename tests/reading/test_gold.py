"""The project's own gold sentences: right, and never wrong without saying so."""

from pathlib import Path

from service.reading import read_line
from tests.gold.scoring import load, tally

GOLD = Path(__file__).parents[1] / "gold"

STRICT_AT_LEAST = 0.98
SILENTLY_WRONG_AT_MOST = 0.01
FLAGGED_AT_MOST = 0.12


def test_gold_sentences_are_read_right_and_doubt_is_marked():
    cases = load(GOLD)
    lines = [read_line(case.written) for case in cases]
    flagged = [any(not reading.sure for reading in line.readings) for line in lines]
    result = tally(cases, [line.spoken for line in lines], flagged)
    wrong = [
        f"{case.id}: {line.spoken}"
        for case, line in zip(cases, lines, strict=True)
        if not case.accepts(line.spoken)
    ]
    assert result.strict >= STRICT_AT_LEAST * result.cases, "\n".join(wrong)
    assert result.silently_wrong <= SILENTLY_WRONG_AT_MOST * result.cases, "\n".join(wrong)
    assert result.flagged <= FLAGGED_AT_MOST * result.cases
