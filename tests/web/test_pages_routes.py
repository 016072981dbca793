"""The listener's pages over HTTP: addresses, cookies, caching, errors in words."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from service.errors import BaoNoiError
from service.web.html import RenderedPages
from tests.web.doubles import (
    FINISHED_AUDIO,
    RETRY_AFTER_SECONDS,
    SHORT,
    WATER,
    MemoryNewsstand,
    one,
    reader_app,
)
from tests.web.library import finder_of


@pytest.fixture
def newsstand() -> MemoryNewsstand:
    return MemoryNewsstand(WATER, *SHORT, audio=FINISHED_AUDIO)


@pytest.fixture
def site(newsstand: MemoryNewsstand, tmp_path: Path) -> TestClient:
    finder = finder_of(tmp_path, WATER, *SHORT)
    return TestClient(reader_app(newsstand, finder=finder), follow_redirects=False)


def article_path(site: TestClient, number: int = 1) -> str:
    return site.get(f"/bai/{number}").headers["location"]


def page(site: TestClient, path: str, status: int = 200) -> LexborHTMLParser:
    answer = site.get(path)
    assert answer.status_code == status
    return LexborHTMLParser(answer.text)


def heading(page: LexborHTMLParser) -> str:
    (only,) = page.css("h1")
    return only.text(strip=True)


@pytest.mark.parametrize("wrong", ["/bai/1", "/bai/1/", "/bai/1/sai-ten", "/bai/001/x", "/bai/1/đường"])
def test_an_article_has_one_address_and_the_others_lead_to_it(site: TestClient, wrong: str):
    answer = site.get(wrong, follow_redirects=True)
    assert answer.url.path == article_path(site)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "strange",
    ["/bai/99/x", "/bai/" + "9" * 400 + "/x", "/bai/٣/x", "/bai/-1/x", "/khong-co", "/muc/khong-co"],
)
def test_what_is_not_there_is_a_page_that_says_so(site: TestClient, strange: str):
    shown = page(site, strange, 404)
    assert heading(shown) == "Không tìm thấy trang"
    assert "trang nhất" in one(shown, "main").text()


@pytest.mark.parametrize(
    ("strange", "back"), [("/khong-có", "/khong-c%C3%B3"), ("//xau.vn/", "/"), ("/a\\b", "/")]
)
def test_an_error_too_can_be_read_larger_where_it_stands(site: TestClient, strange: str, back: str):
    shown = LexborHTMLParser(site.get("http://testserver" + strange).text)
    assert one(shown, ".toolbar input[name=ve]").attributes["value"] == back


def test_a_withdrawn_article_is_gone_in_words(site: TestClient, newsstand: MemoryNewsstand):
    path = article_path(site)
    page(site, path)
    newsstand.withdrawn.add(1)
    shown = page(site, path, 410)
    assert "rút lại" in one(shown, "main").text()


def test_other_methods_are_refused_in_words(site: TestClient):
    answer = site.delete("/")
    assert answer.status_code == 405
    assert "Trang này không nhận" in answer.text


def test_head_answers_like_get_without_a_body(site: TestClient):
    path = article_path(site)
    head, get = site.head(path), site.get(path)
    assert head.status_code == 200
    assert head.headers["etag"] == get.headers["etag"]
    assert head.content == b""


def test_a_page_that_the_browser_has_is_not_sent_again(site: TestClient):
    path = article_path(site)
    etag = site.get(path).headers["etag"]
    again = site.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    larger = site.get(path, headers={"If-None-Match": etag, "Cookie": "hien_thi=co:200"})
    assert larger.status_code == 200
    assert "Cookie" in larger.headers["vary"]


def test_a_page_is_sent_compressed_to_those_who_take_it(site: TestClient):
    path = article_path(site)
    assert site.get(path, headers={"Accept-Encoding": "br, gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in site.get(path, headers={"Accept-Encoding": "gzip;q=0"}).headers
    plain = site.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.text == site.get(path, headers={"Accept-Encoding": "gzip"}).text


def test_an_article_that_was_not_changed_is_rendered_once(newsstand: MemoryNewsstand):
    kept = RenderedPages()
    site = TestClient(reader_app(newsstand, kept), follow_redirects=False)
    path = article_path(site)
    site.get(path)
    before = newsstand.asked
    assert site.get(path).status_code == 200
    assert newsstand.asked == before
    site.get(path, headers={"Cookie": "hien_thi=co:200"})
    assert len(kept) == 2


def test_an_edited_article_is_shown_as_it_is_now(site: TestClient, newsstand: MemoryNewsstand):
    path = article_path(site)
    site.get(path)
    newsstand.edit(1, "Đính chính: " + WATER.title)
    assert site.get(path).status_code == 301
    assert heading(page(site, article_path(site))).startswith("Đính chính")


def test_without_a_memory_of_editions_pages_are_right_all_the_same():
    newsstand = MemoryNewsstand(WATER, remembers=False)
    site = TestClient(reader_app(newsstand), follow_redirects=False)
    path = article_path(site)
    page(site, path)
    newsstand.edit(1, "Tên khác")
    assert site.get(path).headers["location"] == "/bai/1/ten-khac"


def test_the_kept_pages_are_bounded_in_number_and_size():
    kept = RenderedPages(max_pages=3, max_bytes=1_000_000)
    site = TestClient(reader_app(MemoryNewsstand(WATER, *SHORT), kept))
    for number in range(1, 8):
        site.get(f"/bai/{number}")
    assert len(kept) == 3
    small = RenderedPages(max_bytes=1_000)
    TestClient(reader_app(MemoryNewsstand(WATER), small)).get("/bai/1")
    assert len(small) == 0


def press(site: TestClient, **form: str) -> tuple[str, str]:
    """Where the form leads, and the cookie's new value."""
    answer = site.post("/hien-thi", data=form)
    assert answer.status_code == 303
    return answer.headers["location"], answer.headers["set-cookie"].partition(";")[0]


def test_a_larger_size_is_kept_and_the_page_opens_at_the_button_again(site: TestClient):
    path = article_path(site)
    assert press(site, co="tang", ve=path) == (f"{path}#tang-co-chu", "hien_thi=co:125")
    for other in (path, "/", "/muc/kinh-te", "/hien-thi", "/khong-co"):
        assert 'data-scale="125"' in site.get(other).text


@pytest.mark.parametrize(
    ("cookie", "command", "sentence"),
    [
        pytest.param("co:500", "tang", "Chữ đang ở cỡ lớn nhất, 500 %.", id="largest"),
        pytest.param("", "giam", "Chữ đang ở cỡ nhỏ nhất, 100 %.", id="smallest"),
    ],
)
def test_a_button_at_its_limit_leads_to_a_sentence(
    site: TestClient, cookie: str, command: str, sentence: str
):
    site.cookies.set("hien_thi", cookie)
    location, _ = press(site, co=command, ve="/")
    shown = page(site, "/")
    assert one(shown, "#" + location.partition("#")[2]).text() == sentence
    assert not shown.css("[disabled]")


@pytest.mark.parametrize("elsewhere", ["https://xau.vn/", "//xau.vn", "/\\xau.vn", "/\t/xau.vn"])
def test_a_form_never_leads_to_another_site(site: TestClient, elsewhere: str):
    assert press(site, co="tang", ve=elsewhere)[0] == "/#tang-co-chu"


def test_a_form_on_another_site_does_not_change_what_the_reader_chose(site: TestClient):
    answer = site.post("/hien-thi", data={"co": "500"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"co=hong", 400, id="an unknown size"),
        pytest.param(b"mau=%ff%fe", 400, id="not UTF-8"),
        pytest.param(b"co=" + b"9" * 100_000, 413, id="a huge field"),
        pytest.param(b"a=1&" * 500, 413, id="many fields"),
    ],
)
def test_a_broken_form_is_refused_in_words(site: TestClient, body: bytes, status: int):
    answer = site.post("/hien-thi", content=body)
    assert answer.status_code == status
    assert heading(LexborHTMLParser(answer.text))
    assert "set-cookie" not in answer.headers


def test_the_settings_page_shows_what_is_chosen_and_the_way_back(site: TestClient):
    site.cookies.set("hien_thi", "co:175.mau:diu")
    shown = page(site, "/hien-thi?ve=/muc/kinh-te")
    assert [node.attributes["value"] for node in shown.css("input[checked]")] == ["175", "diu"]
    assert one(shown, ".actions a").attributes["href"] == "/muc/kinh-te"
    assert one(shown, "html").attributes["data-theme"] == "diu"


@pytest.mark.parametrize(
    "cookie", ["hien_thi=%00", "hien_thi=" + "x" * 5_000, "hien_thi", "=;=;hien_thi=co:", "\xff=1"]
)
def test_a_broken_cookie_is_the_default(site: TestClient, cookie: str):
    answer = site.get("/", headers={b"Cookie": cookie.encode("latin-1")})
    assert 'data-scale="100"' in answer.text


def test_an_empty_site_says_so():
    shown = page(TestClient(reader_app(MemoryNewsstand())), "/")
    assert "Chưa có bài nào" in one(shown, "main").text()


def test_the_audio_is_played_from_its_immutable_file_once_that_is_there():
    playing = {}
    for name, newsstand in (
        ("made", MemoryNewsstand(WATER, audio=FINISHED_AUDIO)),
        ("being made", MemoryNewsstand(WATER)),
    ):
        site = TestClient(reader_app(newsstand))
        shown = page(site, "/bai/1")
        playing[name] = one(shown, "audio").attributes["src"]
        assert one(shown, "audio").attributes["preload"] == "none"
        assert ("Tiếng đang được làm" in shown.text()) is (name == "being made")
    assert playing == {"made": FINISHED_AUDIO.urls["mp3"], "being made": "/api/v1/articles/1/audio.mp3"}


def test_downloads_name_their_size_in_words(site: TestClient):
    rows = page(site, article_path(site)).css(".downloads li")
    assert [row.text(strip=True) for row in rows] == [
        "Tải MP3, máy nào cũng nghe được1,6 MB",
        "Tải Opus, nhẹ cho mạng di động0,6 MB",
        "Tải WAV, để biên tập9,4 MB",
        "Lời đọc kèm mốc giờ (VTT)12 kB",
    ]


def test_hostile_text_is_text(site: TestClient, newsstand: MemoryNewsstand):
    newsstand.edit(1, '<script>alert(1)</script>"><img src=x onerror=alert(1)>')
    for path in ("/", article_path(site), "/muc/chinh-tri"):
        text = site.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_every_address_on_the_pages_is_a_path_of_this_site(site: TestClient):
    for path in ("/", article_path(site), "/muc/kinh-te", "/hien-thi", "/khong-co"):
        shown = LexborHTMLParser(site.get(path).text)
        addresses = [
            node.attributes.get("href") or node.attributes.get("src") for node in shown.css("[href], [src]")
        ]
        assert addresses
        assert all(a and a.startswith(("/", "#")) and not a.startswith("//") for a in addresses)


def test_every_link_leads_somewhere_and_every_fragment_is_there(site: TestClient):
    seen: dict[str, LexborHTMLParser] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        seen[path] = shown = page(site, path)
        for link in shown.css("a[href]"):
            target, _, fragment = (link.attributes["href"] or "").partition("#")
            target = target or path
            if target.startswith(("/audio/", "/api/")) or target.endswith((".xml", ".json")):
                continue
            if target not in seen and target not in waiting:
                waiting.append(target)
            if fragment:
                found = seen.get(target) or page(site, target)
                assert found.css_first(f"#{fragment}"), (path, link.html)


def test_static_files_carry_a_digest_and_are_kept_for_ever(site: TestClient):
    shown = page(site, "/")
    addresses = [
        node.attributes.get("href") or node.attributes.get("src") or ""
        for node in shown.css("link, script")
        if node.attributes.get("rel") not in ("canonical", "alternate")
    ]
    assert {address.rpartition(".")[2] for address in addresses} == {"css", "js", "svg"}
    for address in addresses:
        answer = site.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        again = site.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


def test_a_page_of_an_older_release_gets_todays_style_but_does_not_keep_it(site: TestClient):
    answer = site.get("/static/0123456789ab/baonoi.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/baonoi.css",
        "/static/x/../pyproject.toml",
        "/static/x/%2e%2e/robots.txt",
        "/static/x/parts/",
    ],
)
def test_no_other_path_below_static_is_answered(site: TestClient, path: str):
    assert site.get(path).status_code == 404


def test_the_icon_and_the_cover_are_where_browsers_and_podcast_apps_look(site: TestClient):
    assert site.get("/favicon.ico").headers["content-type"] == "image/x-icon"
    assert site.get("/podcast.png").headers["content-type"] == "image/png"


class Overloaded(BaoNoiError):
    status = 503
    vi = "Nhiều người đang nghe cùng lúc."


def test_a_busy_site_says_so_and_when_to_come_back(site: TestClient, newsstand: MemoryNewsstand):
    newsstand.trouble = Overloaded()
    answer = site.get("/bai/2/x")
    words = one(LexborHTMLParser(answer.text), "main").text()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == str(RETRY_AFTER_SECONDS)
    assert "Nhiều người đang nghe cùng lúc." in words
    assert f"Hãy thử lại sau {RETRY_AFTER_SECONDS} giây." in words


def test_a_failure_inside_is_a_page_without_its_insides():
    newsstand = MemoryNewsstand(WATER)
    newsstand.trouble = RuntimeError("secret path /srv/x")
    answer = TestClient(reader_app(newsstand), raise_server_exceptions=False).get("/bai/1/x")
    assert answer.status_code == 500
    assert heading(LexborHTMLParser(answer.text)) == "Báo Nói gặp trục trặc"
    assert "secret" not in answer.text
