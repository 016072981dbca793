"""Laws of reading, on random and hostile text: nothing lost, nothing invented, always the same."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from service.article import Article, Block
from service.reading import Script, read, read_line
from service.reading.syllables import is_syllable

NEWS = [
    "ngày", "tháng", "năm", "quý", "khóa", "TP.", "UBND", "TTHC", "(TTHC)", "thủ tục hành chính", "22/4/2021", "1/3",
    "2-1", "3-4-3", "5-7%", "01", "1.234,5", "8h30", "9g15", "14:05", "km2", "m³/s", "đồng/kg", "-5°C", "./.", "...", "…",
    "NĐ-CP", "49/2024/NĐ-CP", "QH15", "QL3", "Km15+200", "U22", "VN-Index", "+1,2 %", "a)", "I.", "XII", "Wi-Fi", "@", "#",
    "baonoi@tinh.gov.vn", "www.baonoi.vn", "(024) 3733 5678", "\u200b", "\u202e", "\0", "😀", "½", "²", "đ", "Ð", "$", "'",
    "“", "”", "–", "—", "/", "1", "0", "999999999999999999999", ",", ".", ";", ":", "?", "!", "|", " | ", "Joe", "Ωmega", "中文",
    "[[", "]]", "<b>", "e\u0301", "a\u0302\u0301", "TS.", "T.", "B2-05", "16,9N-105,3E", "01h/20/9", "1:59.40", "90+4", "k",
]  # fmt: skip
hostile = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789/.-,:()+%hg °dm²NĐCP", max_size=60),
    st.text(alphabet="√∞=+-–→×÷²³½°€$₫#&@<>~^*%π 1aVk'", max_size=24),
    st.text(alphabet="aAbBđĐXVI.-/() \u0301\u0302\u200d", max_size=50),
    st.lists(st.sampled_from(NEWS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(NEWS), max_size=14).map("".join),
)
syllables = st.sampled_from(
    [
        "và",
        "của",
        "nghị",
        "quyết",
        "tỉnh",
        "xã",
        "đường",
        "quả",
        "nước",
        "người",
        "nghiêng",
        "chuyển",
        "khuỷu",
        "giỏi",
        "gìn",
        "ruộng",
        "lúa",
        "học",
        "sinh",
        "trường",
        "về",
    ]
)


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_readings_and_silent_spans_tile_the_line_as_given(text: str):
    line = read_line(text)
    spans = sorted([(r.start, r.end) for r in line.readings] + [(s.start, s.end) for s in line.silent])
    assert [start for start, _ in spans] == [0, *[end for _, end in spans[:-1]]] or not spans
    assert (spans[-1][1] if spans else 0) == len(text)
    assert all(start < end for start, end in spans)
    assert all(reading.written == text[reading.start : reading.end] for reading in line.readings)
    assert all(silent.reason for silent in line.silent)


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_what_is_spoken_are_plain_words_and_pause_marks(text: str):
    line = read_line(text)
    assert line.spoken.split() == line.spoken.split(" ") or line.spoken == ""
    assert len(line.spoken.split()) == len(line.words)
    for reading in line.readings:
        assert reading.spoken == " ".join(reading.spoken.split()) != ""
        assert not re.search(r"[\d_.,;:!?…\-/()\[\]<>{}|@#$%^&*=+\"“”]", reading.spoken), reading
        assert not any(
            unicodedata.category(letter)[0] in "SPZCN" for letter in reading.spoken if letter != " "
        ), reading


@given(hostile)
@settings(max_examples=200, deadline=None)
def test_doubt_always_comes_with_a_reason_and_certainty_never_does(text: str):
    for reading in read_line(text).readings:
        assert reading.sure is (reading.reason is None)
        assert reading.sure or reading.spoken not in reading.alternatives


@given(hostile)
@settings(max_examples=100, deadline=None)
def test_reading_is_deterministic(text: str):
    assert read_line(text) == read_line(text)


@given(st.lists(syllables, min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_plain_words_are_not_changed(words: list[str]):
    text = " ".join(words)
    assert re.sub(r"[.,]", "", read_line(text).spoken) == text
    assert all(is_syllable(word) for word in words)


def tiled(script: Script, blocks: tuple[Block, ...]):
    silent = dict(script.silent_blocks)
    for number, block in enumerate(blocks):
        sentences = [sentence for sentence in script.sentences if sentence.block == number]
        if not sentences:
            assert not block.text or (silent[number].start, silent[number].end) == (0, len(block.text))
            continue
        assert "".join(sentence.written for sentence in sentences) == block.text
        assert sentences[0].start == 0
        assert sentences[-1].end == len(block.text)
        for sentence in sentences:
            pieces = sorted([*sentence.readings, *sentence.silent], key=lambda piece: piece.start)
            assert [piece.start for piece in pieces] == [
                sentence.start,
                *[piece.end for piece in pieces[:-1]],
            ]
            assert pieces[-1].end == sentence.end
            assert sentence.readings
            assert len(sentence.spoken.split()) == len(sentence.words)


kinds = st.sampled_from(["heading", "paragraph", "item", "row", "quote", "image"])
nfc = hostile.map(lambda text: unicodedata.normalize("NFC", " ".join(text.split())))


@given(st.lists(st.builds(Block, kinds, nfc, header=st.booleans()), max_size=5), nfc)
@settings(max_examples=150, deadline=None)
def test_the_sentences_of_every_block_tile_its_text(body: list[Block], title: str):
    article = Article(title=title, body=tuple(body))
    script = read(article)
    tiled(script, article.blocks)
    assert [sentence.index for sentence in script.sentences] == list(range(len(script.sentences)))
    assert [sentence.block for sentence in script.sentences] == sorted(s.block for s in script.sentences)
