"""The gold files can be trusted as files: whole, without repeats, and made from their sources."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.gold import expand, scoring

GOLD = Path(__file__).parent
FILES = sorted(GOLD.glob("*.jsonl"))
CASES = scoring.load(GOLD)
KEYS = {"id", "category", "written", "spoken", "spoken_lenient", "note"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_is_a_case_in_the_agreed_shape(path: Path):
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert set(row) <= KEYS, line
        assert row["written"].strip() == row["written"] != "", line
        assert row["spoken"], line


def test_ids_are_unique():
    assert not [name for name, count in Counter(case.id for case in CASES).items() if count > 1]


def test_no_sentence_is_there_twice():
    written = Counter(" ".join(scoring.fold(case.written)) for case in CASES)
    assert not [text for text, count in written.items() if count > 1]


def test_the_set_is_large_enough_to_mean_something():
    assert len(CASES) >= 450


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_patterns_are_well_formed_and_made_of_plain_words(path: Path):
    for case in scoring.load(path):
        for pattern in (*case.spoken, *case.lenient):
            assert scoring.parse(pattern), case.id
            assert not any(character.isdigit() for character in pattern), case.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_first_reading_of_every_pattern_is_accepted(path: Path):
    for case in scoring.load(path):
        for pattern in case.spoken:
            assert case.accepts(first_reading(scoring.parse(pattern))), case.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_is_what_its_source_expands_to(path: Path):
    source = (GOLD / "source" / f"{path.stem}.txt").read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8") == expand.lines(source), "run: python -m tests.gold.expand"


def first_reading(branch: scoring.Branch) -> str:
    return " ".join(part if isinstance(part, str) else first_reading(part[0]) for part in branch)
