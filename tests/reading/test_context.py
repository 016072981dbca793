"""What an article tells about itself decides how its parts are read."""

import pytest

from service.article import Article, Block
from service.reading import Lexicon, ReadingSettings, read, read_line
from service.reading.context import defined_by, learn
from service.reading.lexicon import Entry, builtin


def spoken(*lines: str, section: str | None = None) -> list[str]:
    body = tuple(Block("paragraph", line) for line in lines[1:])
    return [sentence.spoken for sentence in read(Article(lines[0], body=body, section=section)).sentences]


def test_an_abbreviation_the_article_defines_is_said_in_full_afterwards_and_not_twice_in_its_bracket():
    first, second = spoken("Trung tâm điều hành thông minh (TTĐHTM) mở cửa", "TTĐHTM có 20 cán bộ.")
    assert first == "Trung tâm điều hành thông minh, mở cửa"
    assert second == "Trung tâm điều hành thông minh có hai mươi cán bộ."


def test_a_definition_further_down_already_holds_in_the_title():
    assert spoken("BQLDA họp", "Ban quản lý dự án (BQLDA) họp sáng nay.")[0] == "Ban quản lý dự án họp"


@pytest.mark.parametrize(
    ("text", "short", "long_form"),
    [
        pytest.param("Ủy ban nhân dân (UBND)", "UBND", "Ủy ban nhân dân", id="the tone of Ủ does not matter"),
        pytest.param("Ban tổ chức giải (BTC)", "BTC", "Ban tổ chức", id="one more word after it"),
        pytest.param(
            "Sở Kế hoạch và Đầu tư (KHĐT)", "KHĐT", "Kế hoạch và Đầu tư", id="a linking word may be skipped"
        ),
        pytest.param("Phòng Thương mại Việt Nam (VCCI)", "VCCI", None, id="foreign initials"),
        pytest.param("xã Nam Sơn (NTM)", "NTM", None, id="not its initials"),
        pytest.param("(TTHC)", "TTHC", None, id="nothing before it"),
    ],
)
def test_only_initials_of_the_words_before_define(text: str, short: str, long_form: str | None):
    assert defined_by(text, text.index("("), short) == long_form


def test_the_subject_of_the_article_decides_what_a_dash_between_numbers_is():
    assert spoken("Kết quả", "Ghi bàn: Nam (2-1).", section="Thể thao")[1] == "Ghi bàn: Nam, hai một."
    assert spoken("Thời tiết", "Mưa 1-2 ngày.")[1] == "Mưa một đến hai ngày."


def test_the_articles_own_way_of_writing_numbers_decides_a_doubtful_one():
    assert learn(["1,234,567 and 2.5%", "3.5 km"]).english_numbers
    assert spoken("Báo cáo 2,500,000 và 1,500,000", "Thêm 1,250.")[1] == "Thêm một nghìn hai trăm năm mươi."
    assert spoken("Báo cáo 2.500.000", "Thêm 1,25.")[1] == "Thêm một phẩy hai mươi lăm."


def test_a_readers_own_entry_comes_before_every_rule():
    own = builtin().with_entries([Entry("22/4", "hai hai tháng tư", "article")])
    assert read_line("Sáng 22/4", own).spoken == "Sáng hai hai tháng tư"
    assert read_line("Sáng 22/4", own).readings[1].rule == "lexicon.article"


def test_an_empty_lexicon_still_reads_everything():
    assert read_line("TP. Vinh", Lexicon()).spoken


@pytest.mark.parametrize(
    ("settings", "text", "expected"),
    [
        pytest.param(
            ReadingSettings(thousand="ngàn"), "1.005 hộ", "một ngàn không trăm linh năm hộ", id="ngàn"
        ),
        pytest.param(ReadingSettings(zero_tens="lẻ"), "105 hộ", "một trăm lẻ năm hộ", id="lẻ"),
        pytest.param(
            ReadingSettings(early_day="mùng"), "Sáng 2/9", "Sáng ngày mùng hai tháng chín", id="mùng"
        ),
        pytest.param(ReadingSettings(say_day=False), "Sáng 22/4", "Sáng hai mươi hai tháng tư", id="no ngày"),
        pytest.param(ReadingSettings(letters="po"), "nhóm B", "nhóm bờ", id="letter names"),
        pytest.param(ReadingSettings(per="một"), "5.000 đồng/kg", "năm nghìn đồng một ki lô gam", id="per"),
    ],
)
def test_house_style_is_a_setting(settings: ReadingSettings, text: str, expected: str):
    assert read_line(text, settings=settings).spoken == expected
