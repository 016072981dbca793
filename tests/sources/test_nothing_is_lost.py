"""The law of sources: what was pasted is on the page or reported as left out.

Precisely: of every visible character (no space, no control) of a plain text, the article holds at least as many
in title, lead, body, byline and dropped together, save marks that stand for structure: bullets, "|" between cells,
the ">" of a quote, the "/" and "." of a closing "./.", and emoji around a title; private-use
characters are bullets of word processors. And no letter or digit appears that was not pasted,
save in a title made from the first words of a text without one, which the body repeats.
"""

import contextlib
import unicodedata
from collections import Counter
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from service.article import Article
from service.errors import NothingToRead
from service.sources import article_from_fields, article_from_text, clean
from service.sources.lines import BULLETS

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
STRUCTURE = set(BULLETS) | set("|>/.-_ \n\t")

LINES = st.sampled_from(
    """
    Trang chủ
    Trang chủ » Tin tức » Kinh tế
    Thời sự
    28/04/2021
    Thứ Ba, 12/11/2024, 08:15 (GMT+7)
    Cập nhật lúc 05:30 ngày 3 tháng 10 năm 2024
    Chia sẻ Facebook Zalo
    Tin liên quan
    Bình luận (3)
    >> Xem thêm: Đề xuất mở rộng quốc lộ 13
    Từ khóa: chợ phiên, tản văn
    Bản quyền thuộc Trung tâm
    Cấm xe tải qua cầu vượt Linh Xuân trong 45 ngày
    LỘI NGƯỢC DÒNG PHÚT 90+4
    Từ 0h ngày 15/11, xe tải trên 2,5 tấn không được đi qua cầu vượt Linh Xuân trong 45 ngày.
    (TTXVN) - Chiều 4/10, hai tỉnh ký biên bản ghi nhớ hợp tác giáo dục giai đoạn 2024 - 2028.
    Nghị quyết đã đề ra các nhiệm vụ và giải pháp cụ thể để xây dựng nền hành chính minh bạch./.
    Người dân thực hiện thủ tục tại
    Trung tâm Phục vụ hành chính công
    Ảnh: Đức Cường
    Cầu thủ ăn mừng bàn thắng quyết định. Ảnh: Đức Cường
    I. MỤC TIÊU
    1. Mục tiêu chung
    a) Đến ngày 31/10: hoàn thành.
    - Làm sạch dữ liệu
    • Tuyên truyền
    -5 độ C
    Loại | Mua vào | Bán ra
    Vàng SJC | 80 | 83
    “Các em đã chiến đấu đến giây cuối cùng.”
    Kính gửi: Sở Y tế
    Nguyễn Văn An
    Tin, ảnh: Thu Trang
    Theo TTXVN
    08:15
    846
    -----
    --
    🔸
    """.strip().split("\n")
).map(str.strip)
SOUP = st.lists(st.one_of(LINES, st.just(""), st.text(max_size=40)), max_size=25).map("\n".join)


def visible(text: str) -> Counter[str]:
    return Counter(
        char
        for char in text
        if char not in STRUCTURE
        and not char.isspace()
        and unicodedata.category(char) not in ("So", "Sk", "Co")
    )


def held(article: Article) -> Counter[str]:
    pieces = [
        article.title,
        article.lead or "",
        article.byline or "",
        *(block.text for block in article.body),
    ]
    return visible("".join([*pieces, *(dropped.text for dropped in article.dropped)]))


def plain(text: str) -> str:
    return clean(text.replace("<", "‹").replace("&", "+"))


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_every_visible_character_of_a_pasted_text_is_kept_or_reported(soup: str):
    text = plain(soup)
    try:
        article = article_from_text(text, timezone=HANOI)
    except NothingToRead:
        return
    assert visible(text) - held(article) == Counter()


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_no_word_appears_that_was_not_pasted(soup: str):
    text = plain(soup)
    try:
        article = article_from_text(text, timezone=HANOI)
    except NothingToRead:
        return
    pieces = [article.lead or "", *(block.text for block in article.body)]
    assert {c for c in "".join(pieces) if c.isalnum()} <= set(text)
    kept = sum((visible(piece) for piece in pieces), Counter())
    assert {c: n for c, n in (kept - visible(text)).items() if c.isalnum()} == {}


@settings(max_examples=200, deadline=None)
@given(SOUP, st.sampled_from([None, "Người Viết"]))
def test_the_structured_form_loses_nothing_either(soup: str, byline: str | None):
    body = plain(soup)
    try:
        article = article_from_fields(title="Tiêu đề", body=body, byline=byline, timezone=HANOI)
    except NothingToRead:
        return
    assert visible(body) - held(article) == Counter()


@settings(max_examples=200, deadline=None)
@given(SOUP)
def test_blocks_keep_the_promises_of_article(soup: str):
    try:
        article = article_from_text(plain(soup), timezone=HANOI)
    except NothingToRead:
        return
    for block in article.blocks:
        assert block.text == clean(block.text)
        assert block.text == block.text.strip()
        assert "\n" not in block.text
        assert block.text or block.kind == "image"
        assert (block.level is not None) == (block.kind == "heading")


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str):
    assert clean(clean(text)) == clean(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>/pbdivtable scripthref=\"'&;aăâ\n 1.!-")), max_size=300))
def test_markup_soup_never_raises_anything_but_nothing_to_read(text: str):
    with contextlib.suppress(NothingToRead):
        article_from_text(text, timezone=HANOI)
