"""Sentences are cut for the ear."""

import pytest

from service.article import Article, Block
from service.reading import read
from service.reading.sentences import BETWEEN_SENTENCES_SECONDS, PAUSES_SECONDS


def sentences(text: str) -> list[str]:
    return [sentence.spoken for sentence in read(text).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ông đến TP. Vinh. Bà về.", ["Ông đến thành phố Vinh.", "Bà về."], id="TP. ends no sentence"),
        pytest.param("Th.S Lê Bình nói. Hết.", ["thạc sĩ Lê Bình nói.", "Hết."], id="Th.S ends no sentence"),
        pytest.param("Họp lúc 9.30 sáng. Xong.", ["Họp lúc chín giờ ba mươi phút sáng.", "Xong."], id="9.30"),
        pytest.param("Anh Trần Văn T. (sinh năm 1990) khai.", ["Anh Trần Văn tê, sinh năm một nghìn chín trăm chín mươi, khai."], id="an initial"),
        pytest.param("Có lúa, ngô... và khoai.", ["Có lúa, ngô… và khoai."], id="dots, then a small letter"),
        pytest.param("1. Mục tiêu chung.", ["một. Mục tiêu chung."], id="numbering stays with its heading"),
        pytest.param("“Tôi đi.” Anh nói.", ["Tôi đi.", "Anh nói."], id="a closing quote belongs to its sentence"),
        pytest.param("Thật sao?! Ừ.", ["Thật sao?", "Ừ."], id="the first of several marks is heard"),
        pytest.param("minh bạch./.", ["minh bạch."], id="./. closes an official text"),
        pytest.param("Truy cập tinh.gov.vn. Xong.", ["Truy cập tinh chấm gốp chấm vê en.", "Xong."], id="stops inside an address"),
    ],
)  # fmt: skip
def test_a_full_stop_ends_a_sentence_only_where_people_stop(text: str, expected: list[str]):
    assert sentences(text) == expected


def test_a_long_clause_gets_a_breathing_point_before_a_turn():
    text = (
        "Ủy ban nhân dân tỉnh giao các sở ban ngành phối hợp chặt chẽ cùng chính quyền các địa phương vùng cao biên giới rà "
        "soát lại toàn bộ hồ sơ tồn đọng để người dân sớm nhận được kết quả giải quyết trong thời gian ngắn nhất có thể"
    )
    (spoken,) = sentences(text)
    assert "tồn đọng, để người dân" in spoken
    assert spoken.replace(",", "") == text


def test_every_kind_of_block_has_its_own_pause_and_sentences_inside_a_block_a_short_one():
    article = Article(
        "Tin ngắn",
        lead="Câu một. Câu hai.",
        body=(Block("heading", "Mục một", level=2), Block("item", "Việc cần làm"), Block("quote", "Lời nói")),
        byline="Hương Lan",
    )
    pauses = [sentence.pause for sentence in read(article).sentences]
    kinds = ["title", None, "lead", "heading", "item", "quote", "byline"]
    assert pauses == [PAUSES_SECONDS[kind] if kind else BETWEEN_SENTENCES_SECONDS for kind in kinds]


def test_blocks_without_a_word_make_no_sentence_and_are_listed():
    script = read(
        Article("Ảnh", body=(Block("image", ""), Block("paragraph", "***"), Block("paragraph", "Hết.")))
    )
    assert [sentence.block for sentence in script.sentences] == [0, 3]
    assert [(number, silent.start, silent.end) for number, silent in script.silent_blocks] == [(2, 0, 3)]


def test_a_table_row_says_the_name_of_the_column_before_each_value():
    rows = (
        Block("row", "Loại gạo | Giá | So với tuần trước", header=True),
        Block("row", "Gạo tấm | 16.200 | -150"),
        Block("row", "Nếp | 18.000"),
    )
    _, header, first, second = read(Article("Giá gạo", body=rows)).sentences
    assert header.spoken == "Loại gạo, Giá, So với tuần trước"
    assert first.spoken == "Gạo tấm, Giá mười sáu nghìn hai trăm, So với tuần trước âm một trăm năm mươi"
    assert second.spoken == "Nếp, mười tám nghìn"
    assert [reading.written for reading in first.readings if reading.rule == "row.column"] == ["|", "|"]
