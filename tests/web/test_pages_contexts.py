"""What a page shows of an article: every block once, its text untouched, its sentences in place."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from service.article import CELL_SEPARATOR, Article, Block
from service.reading.script import Script, Sentence
from service.web.contexts import ArticlePage, FrontPage, block_views
from service.web.display import Display
from service.web.html import Templates
from service.web.reader.assets import Assets
from service.web.reader.newsstand import AudioInfo, Summary
from service.web.site import Site
from tests.web.doubles import NOW, WATER, one, spoken_word_by_word

TEMPLATES = Templates(Assets().url)
AUDIO = AudioInfo("espeak, miền Bắc")

line = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40).map(
    str.strip
)
text = (
    line | st.sampled_from(["a <b>đậm</b> & “c”", "1. Một", "nhiệt độ < 5", "Câu một. Câu hai.  Câu ba!"])
).filter(bool)
row = st.lists(text.map(lambda t: t.replace("|", "/")), min_size=1, max_size=5).map(CELL_SEPARATOR.join)
block = st.one_of(
    st.builds(Block, st.sampled_from(("paragraph", "item", "quote")), text),
    st.builds(Block, st.just("heading"), text, level=st.integers(2, 6)),
    st.builds(Block, st.just("row"), row, header=st.booleans()),
    st.builds(
        Block, st.just("image"), text | st.just(""), src=st.sampled_from((None, "/anh/a.jpg", "//x.vn/a.jpg"))
    ),
)
articles = st.builds(
    Article,
    title=text,
    lead=st.none() | text,
    body=st.lists(block, max_size=8).map(tuple),
    byline=st.none() | text,
    published_at=st.sampled_from((None, NOW)),
)


def page_of(article: Article) -> LexborHTMLParser:
    kept = article.kept_as(1, 1)
    page = ArticlePage.of(kept, spoken_word_by_word(kept), AUDIO)
    html = TEMPLATES.render(
        "pages/article.html", page=page, display=Display(), path="/bai/1/x", site=Site()
    ).body
    return LexborHTMLParser(html.decode())


@settings(max_examples=60)
@given(articles)
def test_the_page_holds_every_block_once_in_order_and_its_text_unchanged(article: Article):
    shown = page_of(article).css("[data-block]")
    texts = [
        CELL_SEPARATOR.join(cell.text() for cell in node.css("td, th")) if node.tag == "tr" else node.text()
        for node in shown
    ]
    expected = [(n, b.text) for n, b in enumerate(article.blocks) if b.text]
    assert [
        (int(node.attributes["data-block"] or "-1"), text) for node, text in zip(shown, texts, strict=True)
    ] == expected


@settings(max_examples=60)
@given(articles)
def test_every_sentence_of_the_script_is_marked_on_the_page_with_its_words(article: Article):
    kept = article.kept_as(1, 1)
    marked: dict[int, str] = {}
    for node in page_of(article).css("[data-sentence]"):
        number = int(node.attributes["data-sentence"] or "-1")
        marked[number] = marked.get(number, "") + node.text()
    for sentence in spoken_word_by_word(kept).sentences:
        assert bare(marked.get(sentence.index, "")) == bare(sentence.written)


def bare(text: str) -> str:
    """Without white space and the marks between cells."""
    return "".join(text.replace("|", "").split())


@settings(max_examples=60)
@given(articles)
def test_headings_begin_with_the_title_and_never_skip_a_level(article: Article):
    levels = [int((node.tag or "")[1:]) for node in page_of(article).css("h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@settings(max_examples=60)
@given(st.data())
def test_pieces_joined_are_the_text_whatever_the_sentences_say(data: st.DataObject):
    block = Block("paragraph", data.draw(text))
    spans = data.draw(st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=5))
    script = Script(tuple(Sentence(n, 0, a, b, "", "", (), ()) for n, (a, b) in enumerate(sorted(spans))))
    pieces = block_views([block], script)[0].pieces
    assert "".join(piece.text for piece in pieces) == block.text


def body_of(*blocks: Block) -> LexborHTMLParser:
    return page_of(Article("Tiêu đề", body=blocks))


def test_neighbouring_items_are_one_list_and_a_paragraph_begins_another():
    page = body_of(
        Block("item", "một"), Block("item", "hai"), Block("paragraph", "giữa"), Block("item", "ba")
    )
    assert [len(node.css("li")) for node in page.css(".text ul")] == [2, 1]


@pytest.mark.parametrize(
    ("items", "tag"),
    [
        pytest.param(["1. Một", "2. Hai"], "ol", id="numbers are part of the text"),
        pytest.param(["a) Một", "đ) Hai"], "ol", id="letters too"),
        pytest.param(["Một", "Hai"], "ul", id="plain items"),
        pytest.param(["1. Một", "Hai"], "ul", id="not all of them numbered"),
    ],
)
def test_items_that_carry_numbers_are_an_ordered_list_without_a_second_number(items: list[str], tag: str):
    page = body_of(*(Block("item", text) for text in items))
    assert len(page.css(f".text {tag} > li")) == len(items)
    assert bool(page.css(".text .marked")) is (tag == "ol")


def test_rows_are_a_table_whose_columns_have_names():
    page = body_of(
        Block("row", "Xã | Số hộ", header=True),
        Block("row", "Bằng Thành | 1.250"),
        Block("row", "Cổ Linh | 930 | thiếu 4"),
    )
    assert [node.text() for node in page.css('th[scope="col"]')] == ["Xã", "Số hộ"]
    assert [node.attributes.get("data-label") for node in page.css("td")] == [
        "Xã",
        "Số hộ",
        "Xã",
        "Số hộ",
        None,
    ]
    assert all(node.attributes.get("role") for node in page.css("table, thead, tbody, tr, th, td"))


def test_a_second_header_row_begins_a_second_table():
    header, plain = Block("row", "A | B", header=True), Block("row", "1 | 2")
    assert len(body_of(header, plain, header, plain, plain).css("table")) == 2


@pytest.mark.parametrize(
    ("image", "pictures", "captions"),
    [
        pytest.param(Block("image", "Chú thích", src="/anh/a.jpg", alt="Cảnh"), 1, 1, id="held by the site"),
        pytest.param(
            Block("image", "Chú thích", src="https://x.vn/a.jpg"), 0, 1, id="held elsewhere: its caption"
        ),
        pytest.param(Block("image", "", src="/anh/a.jpg", alt="Cảnh"), 1, 0, id="no caption"),
        pytest.param(Block("image", "", src="https://x.vn/a.jpg"), 0, 0, id="nothing that could be shown"),
    ],
)
def test_a_picture_is_shown_only_if_the_site_holds_it(image: Block, pictures: int, captions: int):
    page = body_of(image)
    assert (len(page.css("figure img")), len(page.css("figcaption"))) == (pictures, captions)
    assert len(page.css("figure")) == (1 if pictures or captions else 0)


def test_an_alt_text_that_is_the_caption_is_not_said_twice():
    page = body_of(Block("image", "Cảnh chợ", src="/anh/a.jpg", alt="Cảnh chợ"))
    assert one(page, "img").attributes["alt"] == ""


def test_downloads_carry_a_readable_name_without_what_file_systems_refuse():
    kept = Article('Giá: 12/5 <tăng> "mạnh"? ' + "rất " * 40).kept_as(3, 1)
    names = [d.file_name for d in ArticlePage.of(kept, Script(()), AUDIO).downloads]
    assert names[0].startswith("Giá 12 5 tăng mạnh rất")
    assert [name.rpartition(".")[2] for name in names] == ["mp3", "opus", "wav", "vtt"]
    assert max(map(len, names)) <= 85


def test_the_sample_of_the_tests_holds_every_kind_of_block():
    assert {b.kind for b in WATER.blocks} == {
        "title", "date", "lead", "heading", "paragraph", "item", "row", "quote", "image", "byline"
    }  # fmt: skip


def story(number: int, section: str, seconds: float | None = 60.0) -> Summary:
    return Summary(number, f"Bài {number}", None, section, NOW, seconds, 200)


def test_the_front_page_shows_every_story_in_one_place_only():
    stories = [story(n, "A" if n % 2 else "B") for n in range(10)]
    page = FrontPage.of(stories, ("B", "A"), NOW.date())
    shown = [page.lead, *page.newest, *(s for each in page.lists for s in each.stories)]
    assert len(shown) == len(set(shown)) == 10
    assert [each.name for each in page.lists] == ["B", "A"]
    assert page.total_seconds == 600


def test_the_front_page_gives_no_total_while_a_length_is_not_known():
    page = FrontPage.of([story(1, "A"), story(2, "A", None)], ("A",), NOW.date())
    assert page.total_seconds is None
