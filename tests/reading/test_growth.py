"""Work grows with the text and not faster, whatever the text. Counted in calls, not in time."""

import sys
from types import FrameType

import pytest

from service.reading import read

LETTERS = 3000
HOSTILE = [
    "1/", "1-", "1:", "7", "(", "((TT)", "A.", "a", ".", "1.000.", "1,5-", "-", "$1", "a/", "2h", "A1", "x@", "a.vn",
    "xin chào ", "a\u0301", " ", "1 ", "+84 9", "V. ", "000 ", "😀", "“", "./.", "km ", "từ 1 đến ", "I/", "ABC DEF ", "5%-",
    "Điều 5. ", "\u200b", "1'", "1°", "(024)", "Ba Bể (BB) ", "| ", "<a ", "#a", "12/", "3 1/2 ", "KT-XH ", "T2-",
]  # fmt: skip


def calls_while_reading(text: str) -> int:
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    read("Làm nóng TP. Vinh 22/4.")
    sys.setprofile(counted)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("pattern", HOSTILE, ids=ascii)
def test_twice_the_text_is_at_most_about_twice_the_work(pattern: str):
    half = calls_while_reading(pattern * (LETTERS // len(pattern)))
    whole = calls_while_reading(pattern * (2 * LETTERS // len(pattern)))
    assert whole <= 2.3 * half + 1000
