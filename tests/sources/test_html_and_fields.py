"""HTML, and the structured form of an article."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from service.errors import InvalidInput, NothingToRead
from service.sources import MissingTitle, WrongDate, article_from_fields, article_from_text
from service.sources.html import is_html

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BODY = "Sáng nay trời mưa to ở nhiều nơi trong tỉnh, người dân cần chú ý."


def made(body: str, **fields: object):
    return article_from_fields(title="Mưa to", body=body, timezone=HANOI, **fields)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("nhiệt độ < 5", False), ("a <b và c> d", False), ("<speaker>", False), ("x<y>z", False), ("<3", False),
        ("<p>Tin</p>", True), ("Tin<br/>tức", True), ("<B>Tin</B>", True), ("<script>x</script>", True), ('<div class="a">', True),
    ],
)  # fmt: skip
def test_text_is_html_only_if_it_holds_a_known_tag(text: str, known: bool):
    assert is_html(text) is known


def test_a_sign_between_numbers_survives_in_a_plain_body():
    assert made("Nhiệt độ < 5 và > 2").body[0].text == "Nhiệt độ < 5 và > 2"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>Tin</p><script>alert('độc')</script>", id="script"),
        pytest.param("<p>Tin</p><style>p{content:'độc'}</style>", id="style"),
        pytest.param("<p onclick='độc()'>Tin</p><img src=x onerror='độc'>", id="handlers"),
        pytest.param("<p>Tin</p><!-- độc -->", id="comment"),
    ],
)
def test_nothing_that_runs_or_hides_reaches_the_page(body: str):
    assert "độc" not in " ".join(block.text for block in made(body).body)


def test_chrome_is_dropped_from_a_body_and_reported():
    article = made(f"{BODY}\nChia sẻ Facebook Zalo\nTăng cỡ chữ Giảm cỡ chữ\n- Một\n- Hai\na | b\nc | d")
    assert [block.kind for block in article.body] == ["paragraph", "item", "item", "row", "row"]
    assert [dropped.text for dropped in article.dropped] == [
        "Chia sẻ Facebook Zalo",
        "Tăng cỡ chữ Giảm cỡ chữ",
    ]


def test_chrome_is_dropped_from_an_html_body_too():
    article = made(f"<p>{BODY}</p><div>Chia sẻ Facebook Zalo</div><ul><li>Một</li></ul>")
    assert [block.text for block in article.body] == [BODY, "Một"]
    assert [dropped.text for dropped in article.dropped] == ["Chia sẻ Facebook Zalo"]


def test_a_given_byline_wins_and_the_other_is_reported():
    article = made(f"{BODY}\nHương Lan", byline="Mai Lan")
    assert article.byline == "Mai Lan"
    assert [dropped.text for dropped in article.dropped] == ["Hương Lan"]


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "..."])
def test_a_missing_title_is_answered_in_words(title: str):
    with pytest.raises(MissingTitle) as caught:
        article_from_fields(title=title, body=BODY, timezone=HANOI)
    assert isinstance(caught.value, InvalidInput)
    assert "tiêu đề" in caught.value.vi_text


@pytest.mark.parametrize("body", ["", " \n ", "...!?", "\x00\u200b", "<p> </p>"])
def test_a_body_without_a_word_is_nothing_to_read(body: str):
    with pytest.raises(NothingToRead):
        made(body)


@pytest.mark.parametrize("text", ["", " ", "…!?", "\x00", "<p></p>", "Trang chủ\nChia sẻ Facebook"])
def test_a_paste_without_an_article_is_nothing_to_read(text: str):
    with pytest.raises(NothingToRead):
        article_from_text(text, timezone=HANOI)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2024-10-03", "2024-10-03T00:00:00+07:00"), ("2024-10-03T05:30:00Z", "2024-10-03T12:30:00+07:00"),
     (datetime(2024, 10, 3, tzinfo=UTC), "2024-10-03T07:00:00+07:00"), (datetime(2024, 10, 3), "2024-10-03T00:00:00+07:00")],  # noqa: DTZ001
)  # fmt: skip
def test_a_publishing_date_is_kept_in_the_sites_time_zone(written: object, expected: str):
    moment = made(BODY, published_at=written).published_at
    assert moment is not None
    assert moment.isoformat() == expected


def test_a_date_that_does_not_exist_is_answered_with_how_to_write_one():
    with pytest.raises(WrongDate) as caught:
        made(BODY, published_at="31/02/2024")
    assert "2024-10-03" in caught.value.vi_text


@pytest.mark.parametrize(
    "text",
    ["<div>" * 20_000 + "chữ", "<b>" * 20_000 + "chữ", "<" * 100_000 + " chữ", "<table><tr><td>" * 5_000 + "chữ", "dài" * 60_000,
     "chữ " * 50_000, "dòng ngắn\n" * 20_000, "a\u0301\u0323" + "\u0301\u0323" * 50_000, "1/1/" * 50_000, "<!--" * 50_000 + "chữ"],
    ids=["nested blocks", "nested formatting", "signs", "nested tables", "one word", "one line", "many lines", "marks", "slashes", "comments"],
)  # fmt: skip
def test_hostile_text_is_understood_like_any_other(text: str):
    assert article_from_text(text, timezone=HANOI).title
