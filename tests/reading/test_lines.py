"""Lines: one in, one out, with offsets in the line as it was given."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading import explain, read, read_line, spoken_line
from service.reading.lines import compose


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("   ", id="blank"),
        pytest.param("***", id="marks"),
        pytest.param("\u200b\u202e\0", id="invisible"),
        pytest.param("Một câu. Hai câu! Ba câu?", id="several sentences"),
        pytest.param("[[ni]] <script>x</script> --help", id="what engines take for orders"),
    ],
)
def test_there_is_always_exactly_one_sentence(text: str):
    line = read_line(text)
    assert (line.start, line.end, line.written) == (0, len(text), text)
    assert "\n" not in line.spoken
    assert not set("[]<>\0") & set(line.spoken)


def test_offsets_are_those_of_the_line_before_it_was_composed():
    text = unicodedata.normalize("NFD", "Ủy ban tỉnh đạt 95% kế hoạch")
    line = read_line(text)
    assert line.spoken == "Ủy ban tỉnh đạt chín mươi lăm phần trăm kế hoạch"
    assert [reading.written for reading in line.readings][4:6] == ["95", "%"]
    assert all(reading.written == text[reading.start : reading.end] for reading in line.readings)


@given(st.text(alphabet="aâăeêoơuưđ \u0301\u0302\u0309\u0323\u1100\u1161", max_size=30))
def test_composing_by_clusters_is_composing(text: str):
    composed, offsets = compose(text)
    assert unicodedata.normalize("NFC", text) == unicodedata.normalize("NFC", composed)
    if offsets is not None:
        assert len(offsets) == len(composed) + 1
        assert offsets == sorted(offsets)
        assert offsets[-1] == len(text)


def test_spoken_line_is_what_is_said():
    assert spoken_line("Ngày 22/4/2021") == "Ngày hai mươi hai tháng tư năm hai nghìn không trăm hai mươi mốt"


def test_explaining_names_the_rule_and_the_doubt():
    lines = list(explain(read("Tuyến 71-3 chạy.")))
    assert lines[0] == "Tuyến bảy mươi mốt gạch ngang ba chạy."
    assert any(
        "[range.unknown]" in line and "CHƯA CHẮC" in line and "Có thể là: đến; trừ." in line for line in lines
    )
