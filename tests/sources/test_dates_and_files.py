"""Date lines in their many forms, and bytes in their many encodings."""

import unicodedata
from zoneinfo import ZoneInfo

import pytest

from service.sources import BUILTIN, WrongEncoding, clean, decode
from service.sources.dates import date_line

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thứ Ba, 12/11/2024, 08:15 (GMT+7)", "2024-11-12T08:15"),
        ("20:58 | 16/03/2025", "2025-03-16T20:58"),
        ("28/04/2021", "2021-04-28T00:00"),
        ("12/11/24", "2024-11-12T00:00"),
        ("Cập nhật lần cuối: 12.11.2024", "2024-11-12T00:00"),
        ("Tin phát lúc: 14h30 ngày 19/09/2024", "2024-09-19T14:30"),
        ("05:30 ngày 3 tháng 10 năm 2024", "2024-10-03T05:30"),
        ("Ngày 5-10-2024 lúc 07 giờ 30 phút", "2024-10-05T07:30"),
        ("2024-10-03T05:30:00Z", "2024-10-03T12:30"),
        ("Thứ 3, 12/11/2024 | 8:15 CH", "2024-11-12T20:15"),
        ("Date: Fri, 8 Nov 2024 10:15:22 +0700", "2024-11-08T10:15"),
        ("By Hải Đăng — 12 Tháng Mười Một, 2024 — in Công nghệ", "2024-11-12T00:00"),
        ("Ngày đăng: 03/10/2024 - Người đăng: Admin - Lượt xem: 846", "2024-10-03T00:00"),
        ("Hà Nội, ngày 3 tháng 10 năm 2024", "2024-10-03T00:00"),
        ("TRẦN MAI - 12/11/2024", "2024-11-12T00:00"),
    ],
)
def test_a_date_line_is_read(line: str, expected: str):
    found = date_line(line, BUILTIN, HANOI)
    assert found is not None
    assert found.moment.isoformat()[:16] == expected
    assert found.moment.tzinfo is not None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("31/02/2024", id="no such day"),
        pytest.param("Bản tin ngày 12/11/2024", id="a title"),
        pytest.param("THỜI TIẾT NGÀY 12/11/2024", id="a title in capitals"),
        pytest.param("Ngày 22/4/2021, Tỉnh ủy ban hành", id="a sentence begins"),
        pytest.param("2 giờ trước", id="no clock to count from"),
        pytest.param("1/1/1/2024", id="not a date"),
    ],
)
def test_what_only_mentions_a_date_is_no_date_line(line: str):
    assert date_line(line, BUILTIN, HANOI) is None


@pytest.mark.parametrize(
    "data",
    [
        "Tỉnh ủy".encode(),
        b"\xef\xbb\xbf" + "Tỉnh ủy".encode(),
        "Tỉnh ủy".encode("utf-16"),
        "Tỉnh ủy".encode("utf-32"),
    ],
    ids=["UTF-8", "UTF-8 with mark", "UTF-16", "UTF-32"],
)
def test_a_file_in_unicode_is_read(data: bytes):
    assert decode(data) == "Tỉnh ủy"


def test_a_declared_charset_is_believed_and_an_impossible_one_is_not():
    page = "<meta charset=windows-1252><p>café</p>".encode("cp1252")
    assert "café" in decode(page)
    for name in (b"hex", b"klingon", b"utf-8"):
        with pytest.raises(WrongEncoding):
            decode(b"<meta charset=" + name + b">\xff\xe0\xe1")


def test_other_bytes_are_answered_with_what_to_do():
    with pytest.raises(WrongEncoding) as caught:
        decode(b"T\xcbnh \xf1y")
    assert "UTF-8" in caught.value.vi_text


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        pytest.param(unicodedata.normalize("NFD", "Tỉnh ủy"), "Tỉnh ủy", id="NFD"),
        pytest.param("a\x00b\x07c", "abc", id="NUL and bell"),
        pytest.param("a\u202eb\u200bc\u2066d\ufeff", "abcd", id="direction and zero width"),
        pytest.param("thủ\u00adtục", "thủtục", id="soft hyphen"),
        pytest.param("a\r\nb\rc\u2028d", "a\nb\nc\nd", id="line ends"),
        pytest.param("a\ud800b", "a\ufffdb", id="lone surrogate stays visible"),
        pytest.param("a\u00a0b\u3000c", "a b c", id="spaces"),
    ],
)
def test_only_what_nobody_sees_is_removed(written: str, cleaned: str):
    assert clean(written) == cleaned
