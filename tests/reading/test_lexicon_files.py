"""Lexicons in files: what goes out comes in again, and what is wrong is named with its line."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reading.lexicon import Entry, Lexicon
from service.reading.lexicon_check import (
    MAX_SPOKEN,
    MAX_WRITTEN,
    BadLexicon,
    EmptyLexicon,
    LexiconTooLarge,
    WrongLexiconEncoding,
    checked,
)
from service.reading.lexicon_csv import BadLexiconHeader, read_csv, write_csv
from service.reading.lexicon_pls import BadPls, read_pls, write_pls

WORDS = ["ủy", "ban", "nhân", "dân", "tỉnh", "pê", "xê", "i", "a", "lô", "ếch", "nghiêng", "facebook"]
SPOKEN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
TEXT = st.text(alphabet="aăâbcđêơưự=+-@'\"<>&;,.: 0123ẠỆ|", max_size=30).map(
    lambda text: " ".join(text.split())
)
WRITTEN = TEXT.filter(lambda text: any(char.isalnum() for char in text)).map(lambda text: f"Q{text}")
ENTRIES = st.lists(
    st.builds(
        lambda written, spoken, match, note, example, source: Entry(
            written, spoken, "site", match, note, example, source
        ),
        WRITTEN,
        SPOKEN,
        st.sampled_from(["exact", "anycase"]),
        TEXT,
        TEXT,
        TEXT,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda entry: entry.written.lower(),
)


@settings(max_examples=50, deadline=None)
@given(ENTRIES)
def test_csv_and_pls_give_back_what_was_written(entries: list[Entry]):
    assert read_csv(write_csv(entries)) == entries
    assert read_pls(write_pls(entries)) == (entries, ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("viết,đọc\nBTC,ban tổ chức\n", id="Vietnamese names"),
        pytest.param("viet;doc;ghi chu\nBTC;ban tổ chức;\n", id="names without marks, semicolons"),
        pytest.param(
            "\ufeffwritten\tspoken\r\nBTC\tBan  Tổ chức\r\n", id="a byte order mark, tabs, capitals"
        ),
        pytest.param('Cách đọc,Cách viết\n\n"ban tổ chức","BTC"', id="other order, a blank line, quotes"),
        pytest.param("viết,đọc,khớp\nBTC,ban tổ chức\n", id="a short row"),
    ],
)
def test_a_spreadsheet_may_write_the_table_in_its_own_way(text: str):
    (entry,) = read_csv(text.encode())
    assert entry == Entry("BTC", "ban tổ chức")


def test_a_cell_that_looks_like_a_formula_is_made_harmless():
    data = write_csv([Entry("=A1", "a một")])
    assert b"\r\n'=A1," in data
    assert read_csv(data)[0].written == "=A1"


HEADER = "viết,đọc,khớp\n"


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        pytest.param("A,ăn\nB,", 3, "chưa có cách đọc", id="no spoken form"),
        pytest.param("A,ăn\n,ăn", 3, "chưa có cách viết", id="no written form"),
        pytest.param("A,ăn 3 bát", 2, "chữ số", id="a digit in the spoken form"),
        pytest.param("A,ăn-uống", 2, "ký hiệu", id="a mark in the spoken form"),
        pytest.param("A,brr", 2, "chữ thường", id="a word without a vowel"),
        pytest.param("A,ăn\nB,uống\nA,ở", 4, "đã có ở dòng 2", id="a duplicate"),
        pytest.param(
            "Zalo,da lô,mọi kiểu chữ\nZALO,da lô,mọi kiểu chữ", 3, "dòng 2", id="the same in any case"
        ),
        pytest.param("%,phần trăm", 2, "không có chữ cái", id="marks alone"),
        pytest.param(f"{'x' * (MAX_WRITTEN + 1)},ăn", 2, str(MAX_WRITTEN), id="a long written form"),
        pytest.param(f"A,{'ăn ' * MAX_SPOKEN}", 2, str(MAX_SPOKEN), id="a long spoken form"),
        pytest.param("A\0B,ăn", 2, "ký tự ẩn", id="NUL"),
        pytest.param("A\u200bB,ăn", 2, "ký tự ẩn", id="an invisible blank"),
        pytest.param("A,ăn,đôi khi", 2, "kiểu khớp", id="an unknown match"),
        pytest.param("A,ăn,,thừa", 2, "4 ô", id="too many cells"),
        pytest.param('A,"ăn', 2, "ngoặc kép", id="an open quote"),
        pytest.param("a lô,a la\nA la,a lô", 2, "dẫn vòng", id="a cycle of two"),
        pytest.param("ba,bốn\nbốn,năm xưa\nnăm,ba", 4, "dẫn vòng", id="a cycle of three"),
    ],
)
def test_a_faulty_line_is_named_in_vietnamese(rows: str, line: int, words: str):
    with pytest.raises(BadLexicon) as caught:
        read_csv((HEADER + rows).encode())
    problems = [problem for problem in caught.value.problems if words in problem.vi]
    assert [problem.line for problem in problems if problem.line == line]
    assert f"Dòng {line}: " in caught.value.vi_text
    assert f"Line {line}: " in caught.value.en_text


def test_every_faulty_line_is_counted_and_the_first_are_named():
    with pytest.raises(BadLexicon) as caught:
        read_csv((HEADER + "A,1\n" * 50).encode())
    assert "50 chỗ" in caught.value.vi_text
    assert len(caught.value.problems) == 20


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([("ba", "ba má"), ("Vinh", "thành phố vinh")], "an entry may name itself"),
        ([("A", "bê"), ("bê", "xê"), ("xê", "đê")], "a chain ends"),
        ([("a lô", "a la"), ("la", "lá")], "one way only"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_leads_nowhere_back_is_no_cycle(entries: list[tuple[str, str]], why: str):
    assert len(checked((None, Entry(*entry)) for entry in entries)) == len(entries), why


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param("viết,đọc\nBTC,ban tổ chức".encode("utf-16"), "UTF-16", id="UTF-16 with its mark"),
        pytest.param("viết,đọc\nBTC,ban tổ chức".encode("utf-16-le"), "UTF-16", id="UTF-16 without"),
        pytest.param(
            "viê\u0301t,đo\u0323c\nBTC,ban tô\u0309 chư\u0301c".encode("cp1258"), "Windows-1258", id="1258"
        ),
    ],
)
def test_another_encoding_is_named_with_what_to_do(data: bytes, encoding: str):
    with pytest.raises(WrongLexiconEncoding) as caught:
        read_csv(data)
    assert encoding in caught.value.vi_text
    assert "UTF-8" in caught.value.vi_text


@pytest.mark.parametrize("data", [b"", b" \n", HEADER.encode(), HEADER.encode() + b",,\n"])
def test_a_file_without_entries_is_said_to_be_empty(data: bytes):
    with pytest.raises(EmptyLexicon):
        read_csv(data)


@pytest.mark.parametrize("text", ["BTC,ban tổ chức", "viết,viết,đọc\nA,B,ăn", "viết\nA"])
def test_the_first_row_must_name_the_columns(text: str):
    with pytest.raises(BadLexiconHeader):
        read_csv(text.encode())


def test_more_entries_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("service.reading.lexicon_check.MAX_ENTRIES", 2)
    with pytest.raises(LexiconTooLarge):
        read_csv((HEADER + "A,a\nB,bê\nC,xê").encode())


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: (HEADER + text).encode("utf-8", "replace"))
)
def test_any_bytes_give_entries_or_an_answer_in_words(data: bytes):
    for reads in (read_csv, read_pls):
        with suppress(BadLexicon, BadLexiconHeader, BadPls, EmptyLexicon, WrongLexiconEncoding):
            reads(data)


def pls(body: str, head: str = 'xml:lang="vi"') -> bytes:
    name = "http://www.w3.org/2005/01/pronunciation-lexicon"
    return f'<lexicon version="1.0" xmlns="{name}" {head} alphabet="ipa">{body}</lexicon>'.encode()


def test_pls_takes_every_grapheme_and_the_preferred_alias():
    body = (
        "<lexeme><grapheme>PCI</grapheme><grapheme>P.C.I</grapheme><alias>pờ cờ i</alias>"
        '<alias prefer="true">pê xê i</alias><example>chỉ số PCI</example></lexeme>'
    )
    entries, skipped = read_pls(pls(body))
    assert [(entry.written, entry.spoken, entry.example) for entry in entries] == [
        ("PCI", "pê xê i", "chỉ số PCI"),
        ("P.C.I", "pê xê i", "chỉ số PCI"),
    ]
    assert skipped == ()


def test_pls_phonemes_are_reported_as_skipped():
    body = "\n<lexeme><grapheme>PCI</grapheme><phoneme>pe</phoneme></lexeme>"
    entries, (skipped,) = read_pls(pls(body))
    assert entries == []
    assert (skipped.line, skipped.written) == (2, "PCI")
    assert "bị bỏ qua" in skipped.reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"<lexicon", "cú pháp", id="not XML"),
        pytest.param(b"<html/>", "thẻ gốc", id="another document"),
        pytest.param(pls("", 'xml:lang="en"'), "ngôn ngữ", id="another language"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY b "c">]>' + pls(""), "DOCTYPE", id="entities"),
        pytest.param(
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + pls(""), "DOCTYPE", id="an outside address"
        ),
        pytest.param(pls("<a>" * 50 + "</a>" * 50), "quá sâu", id="deep nesting"),
        pytest.param(
            b'<?xml version="1.0" encoding="x-none"?>' + pls(""), "dòng 1", id="an unknown encoding"
        ),
    ],
)
def test_a_document_that_is_no_plain_pls_is_refused(data: bytes, words: str):
    with pytest.raises(BadPls) as caught:
        read_pls(data)
    assert words in caught.value.vi_text


def test_the_size_of_a_lexicon_does_not_change_what_matches():
    entries = [Entry(f"mã {number} a", "mã") for number in range(2_000)]
    lexicon = Lexicon(entries).with_entries([Entry("mã 7 a bê", "bảy")])
    match = lexicon.match("có mã 7 a bê đây", 3)
    assert match is not None
    assert (match.end, match.spoken, match.rule) == (12, "bảy", "lexicon.site")
