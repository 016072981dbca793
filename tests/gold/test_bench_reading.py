"""The reading benchmark leaves nobody out silently and counts what it says it counts."""

from pathlib import Path

import pytest

from bench import reading
from bench.reading_peers import speak
from tests.gold import scoring

LISTED = reading.peers(reading.PEERS_FILE.read_text(encoding="utf-8"))
CASES = [
    scoring.Case("a-1", "a", "Có 3 người.", ("có ba người",)),
    scoring.Case("b-1", "b", "Giá 5 đồng.", ("giá năm đồng",), ("giá (nhăm|lăm) đồng",)),
]
GOLD = [reading.GoldSet("gold", CASES)]


@pytest.mark.parametrize("peer", LISTED, ids=lambda peer: peer.name)
def test_every_listed_peer_is_pinned_and_can_be_asked(peer: reading.Peer):
    assert all("==" in requirement for requirement in peer.requirements)
    assert peer.name in speak.PEERS


def test_a_peer_that_cannot_be_installed_is_shown_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> str:
        raise reading.CannotMeasure("no such version")

    monkeypatch.setattr(reading, "_command", refuse)
    rows = reading.compare(GOLD, [reading.Peer("gone", ("gone==9",), "a tool")], lambda _: None, tmp_path)
    assert "- gone 9 (a tool): no such version" in reading.table(GOLD, rows)


def test_a_row_counts_right_tolerated_and_silently_wrong_sentences():
    answer = reading.Answer(["có ba người", "giá nhăm đồng"], [False, True], 1.5)
    shown = reading.table(GOLD, [reading.row("tool", "1.0", GOLD, answer, "note")])
    assert "| tool 1.0 | 50.0 % | 100.0 % | 16.7 % | 0.0 % | 50.0 % | 1.5 | note |" in shown


def test_the_article_takes_its_sentences_from_every_category():
    assert reading.article_of(CASES, 4) == ["Có 3 người.", "Giá 5 đồng."]
    assert reading.article_of(CASES, 3) == ["Có 3 người."]


def test_a_hostile_text_has_about_the_size_asked_for():
    for name, make in reading.shapes().items():
        assert len(make(1000).encode()) == pytest.approx(1000, rel=0.2), name
