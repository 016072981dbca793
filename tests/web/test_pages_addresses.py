"""Addresses: readable, stable, and never somebody else's."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.web import urls


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        pytest.param(
            "Nghị quyết số 26/2020/TT-BTTTT", "nghi-quyet-so-26-2020-tt-btttt", id="marks and strokes"
        ),
        pytest.param("Đường về ĐẮK LẮK", "duong-ve-dak-lak", id="đ and capitals"),
        pytest.param("  “Tiếng then”… trở lại! ", "tieng-then-tro-lai", id="quotes and dots"),
        pytest.param("漢字 🎉", "bai", id="nothing that can be in an address"),
        pytest.param("a" * 200, "a" * 80, id="one endless word"),
        pytest.param("một hai ba bốn " * 20, "mot-hai-ba-bon-" * 5 + "mot", id="cut at a word"),
    ],
)
def test_a_title_becomes_an_address_that_can_be_read_aloud(title: str, slug: str):
    assert urls.slug(title) == slug


@given(st.text(max_size=300))
def test_a_slug_is_plain_and_its_own_slug(text: str):
    slug = urls.slug(text)
    assert 0 < len(slug) <= urls.MAX_SLUG_CHARS
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert urls.slug(slug) == slug


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://xau.vn/",
        "//xau.vn/",
        "/\\xau.vn/",
        "\\\\xau.vn",
        "/\t/xau.vn",
        "/\n/xau.vn",
        " //xau.vn",
        "javascript:alert(1)",
        "http:/xau.vn",
        "/bai//xau.vn",
        "",
        None,
        "/" + "a" * 10_000,
        "bai/1",
        "/x\r\nSet-Cookie: a=b",
    ],
)
def test_going_back_to_anywhere_else_goes_to_the_front_page(elsewhere: str | None):
    assert urls.same_site(elsewhere) == "/"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/bai/1/mot-bai", "/bai/1/mot-bai"),
        ("/hien-thi?ve=/muc/y-te", "/hien-thi?ve=/muc/y-te"),
        ("/bai/1/x#nghe", "/bai/1/x"),
        ("/tìm?q=đường", "/t%C3%ACm?q=%C4%91%C6%B0%E1%BB%9Dng"),
    ],
)
def test_going_back_keeps_a_path_of_this_site(path: str, expected: str):
    assert urls.same_site(path) == expected


@given(st.text(alphabet=st.sampled_from("/\\:.?#@%\t\n ahtps"), max_size=30) | st.text(max_size=60))
@example("/[//x")
def test_going_back_never_leaves_the_site(raw: str):
    path = urls.same_site(raw)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isascii()
    assert path.isprintable()
    assert " " not in path
    assert urlsplit(path).netloc == ""


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("12", 12),
        ("007", 7),
        ("0", 0),
        ("-1", None),
        ("1" * 19, None),
        ("٣", None),
        ("1.0", None),
        ("", None),
    ],
)
def test_an_id_in_an_address_is_plain_digits(digits: str, expected: int | None):
    assert urls.parse_article_id(digits) == expected


@pytest.mark.parametrize(
    ("src", "own"),
    [
        pytest.param("/anh/2021/nuoc-sach.jpg", True, id="held by the site"),
        pytest.param("https://example.vn/a.jpg", False, id="another site"),
        pytest.param("//example.vn/a.jpg", False, id="another site, scheme left out"),
        pytest.param("/anh/../hien-thi", False, id="out of the folder"),
        pytest.param("/anh/", False, id="the folder itself"),
        pytest.param("/anh/a.jpg?x", False, id="with a query"),
        pytest.param("/bai/1", False, id="not a picture"),
        pytest.param("data:image/png;base64,AAAA", False, id="in the address itself"),
        pytest.param(None, False, id="none"),
    ],
)
def test_only_pictures_that_the_site_holds_are_shown(src: str | None, own: bool):
    assert (urls.own_image(src) == src) is (own or src is None)
    assert own or urls.own_image(src) is None
