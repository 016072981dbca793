"""How a spoken line is compared with gold, and how the short sources become patterns."""

import pytest

from tests.gold import expand, scoring


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("Hoà bình", "hòa bình", id="where the tone mark sits"),
        pytest.param("tỉ lệ", "tỷ lệ", id="i or y after t"),
        pytest.param("quí vị", "quý vị", id="i or y after qu"),
        pytest.param("Đồng", "Đồng", id="composed or decomposed"),
        pytest.param("kinh tế - xã hội, v.v...", "kinh tế xã hội v v", id="marks are not heard"),
    ],
)
def test_spellings_nobody_hears_are_the_same(a: str, b: str):
    assert scoring.fold(a) == scoring.fold(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("má", "mà", id="tone"),
        pytest.param("tay", "tai", id="y that changes the sound"),
        pytest.param("mười", "mươi", id="mark"),
    ],
)
def test_sounds_that_differ_stay_different(a: str, b: str):
    assert scoring.fold(a) != scoring.fold(b)


@pytest.mark.parametrize(
    ("pattern", "said", "edits"),
    [
        pytest.param(
            "hai (nghìn|ngàn) (không trăm|) năm", "hai ngàn năm", 0, id="an alternative may be empty"
        ),
        pytest.param("(a (b|c)|d) e", "a c e", 0, id="alternatives nest"),
        pytest.param("năm (đến|tới) bảy", "năm bảy", 1, id="one word is missing"),
        pytest.param("năm bảy", "năm âm bảy", 1, id="one word too many"),
        pytest.param("", "gì đó", 2, id="nothing should be said"),
    ],
)
def test_the_nearest_path_through_a_pattern_counts(pattern: str, said: str, edits: int):
    assert scoring.distance(pattern, scoring.fold(said)).edits == edits


@pytest.mark.parametrize("pattern", ["(a|b", "a)", "a|b", "((a)"])
def test_a_pattern_with_unmatched_brackets_is_refused(pattern: str):
    with pytest.raises(scoring.BadPattern):
        scoring.parse(pattern)


def test_a_tally_counts_only_unflagged_errors_as_silent():
    case = scoring.Case("x", "x", "1", ("một",), ("nhất",))
    tally = scoring.tally([case] * 4, ["một", "nhất", "hai", "hai"], [False, False, False, True])
    assert (tally.strict, tally.lenient, tally.silently_wrong, tally.flagged) == (1, 2, 1, 1)


@pytest.mark.parametrize(
    ("hole", "said"),
    [
        pytest.param("{N:21}", "hai mươi mốt", id="mốt after tens"),
        pytest.param("{N:101}", "một trăm linh một", id="linh"),
        pytest.param("{N:15}", "mười lăm", id="lăm after ten"),
        pytest.param("{N:155}", "một trăm năm mươi lăm", id="năm, then lăm"),
        pytest.param("{N:24}", "hai mươi tư", id="tư after tens"),
        pytest.param("{N:14}", "mười bốn", id="bốn after ten"),
        pytest.param("{N:1.000.005}", "một triệu không trăm linh năm", id="an empty group may be left out"),
        pytest.param(
            "{N:2.003.015}", "hai triệu không trăm linh ba nghìn không trăm mười lăm", id="zero hundreds"
        ),
        pytest.param("{N:145.000.000.000}", "một trăm bốn mươi lăm tỷ", id="tỷ"),
        pytest.param("{N:3,05}", "ba phẩy không năm", id="a zero after the comma"),
        pytest.param("{N:3,25}", "ba phẩy hai lăm", id="two decimals as a number"),
        pytest.param(
            "{D:4/4/2021}", "ngày mùng bốn tháng tư năm hai nghìn không trăm hai mươi mốt", id="date"
        ),
        pytest.param("{T:8h05}", "tám giờ không năm phút", id="minutes below ten"),
        pytest.param("{T:8h30}", "tám giờ rưỡi", id="half past"),
        pytest.param("{S:2-2}", "hai đều", id="a draw"),
        pytest.param("{R:XIV}", "mười bốn", id="roman"),
        pytest.param("{A:PCI}", "pê xê i", id="letters"),
        pytest.param("{G:0912}", "không chín một hai", id="digits"),
    ],
)
def test_a_hole_in_a_source_accepts_the_usual_reading(hole: str, said: str):
    assert scoring.distance(expand.fill(hole).strict, scoring.fold(said)).edits == 0


@pytest.mark.parametrize(
    ("hole", "said"),
    [
        pytest.param("{N:21}", "hai mươi một", id="mốt, not một"),
        pytest.param("{N:15}", "mười năm", id="lăm, not năm"),
        pytest.param("{N:14}", "mười tư", id="bốn after ten"),
        pytest.param("{N:105}", "một trăm năm", id="linh is needed"),
        pytest.param(
            "{D:4/4/2021}",
            "ngày mùng bốn tháng bốn hai nghìn không trăm hai mươi mốt",
            id="năm before the year",
        ),
        pytest.param("{S:2-1}", "hai trừ một", id="a score is no sum"),
    ],
)
def test_a_hole_in_a_source_refuses_what_is_wrong(hole: str, said: str):
    assert scoring.distance(expand.fill(hole).strict, scoring.fold(said)).edits > 0


def test_a_source_line_without_a_reading_for_a_number_is_refused():
    with pytest.raises(ValueError, match="no reading given"):
        expand.expand("# x\nCó 3 người.\n")
