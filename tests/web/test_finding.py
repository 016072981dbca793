"""Search and archive as a listener meets them: addresses, words, pages, what was typed wrong."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from service.article import Article
from service.library.archive import period_of
from service.library.errors import UnknownPeriod
from service.web import urls
from service.web.reader.periods import parse
from tests.web.doubles import NOW, SHORT, WATER, MemoryNewsstand, one, reader_app
from tests.web.library import finder_of

param = pytest.param
HOSTILE = '<script>alert(1)</script> & "nước" <b>đậm</b>'


def site_of(folder: Path, *articles: Article) -> TestClient:
    app = reader_app(MemoryNewsstand(*articles), finder=finder_of(folder, *articles))
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def site(tmp_path: Path) -> TestClient:
    return site_of(tmp_path, WATER, *SHORT, Article(HOSTILE, section="Xã hội", published_at=NOW))


def page(site: TestClient, path: str, status: int = 200) -> LexborHTMLParser:
    answer = site.get(path)
    assert answer.status_code == status, answer.text[:300]
    return LexborHTMLParser(answer.text)


def outcome(page: LexborHTMLParser) -> str:
    """The sentence above the results, to which the form leads."""
    return " ".join(one(page, "#ket-qua").text().split())


def titles(page: LexborHTMLParser) -> list[str]:
    return [link.text() for link in page.css("ol.results h3 a")]


def test_the_form_has_labels_and_asks_nothing_until_something_is_typed(site: TestClient):
    shown = page(site, "/tim")
    assert one(shown, "h1").text() == "Tìm bài"
    for field in shown.css("form.find input, form.find select"):
        assert one(shown, f"label[for={field.attributes['id']}]").text()
    assert one(shown, "label[for=tim]").text() == "Tìm bài"
    assert not shown.css("#ket-qua")


@pytest.mark.parametrize(
    ("asked", "said", "found"),
    [
        param("q=duong", "2 bài khớp với “duong”", 2, id="without marks"),
        param("q=+nước  sạch ", "2 bài khớp với", 2, id="spaces do not count"),
        param("q=duong&muc=chinh-tri", "1 bài khớp", 1, id="in a section"),
        param("q=duong&muc=khong-co", "2 bài khớp", 2, id="a section that is not there is no section"),
        param("q=duong&ngay=28/4/2021", "1 bài khớp", 1, id="on a day"),
        param("q=duong&ngay=4/2021", "2 bài khớp", 2, id="in a month"),
        param("q=duong&ngay=2021-05", "Không có bài nào khớp với “duong”", 0, id="in another month"),
        param("q=nghj", "Không có bài nào khớp với “nghj”, đây là kết quả cho “nghi”", 1, id="mistyped"),
        param("q=xyzzy", "Không có bài nào khớp với “xyzzy”", 0, id="nothing"),
        param("q=AND+OR+NOT+NEAR", "Không có bài nào khớp với “AND OR NOT NEAR”", 0, id="operators"),
    ],
)
def test_what_is_found_is_said_in_a_sentence_and_listed(site: TestClient, asked, said, found):
    shown = page(site, f"/tim?{asked.replace(' ', '%20')}")
    assert outcome(shown).startswith(said)
    assert len(titles(shown)) == found


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        param("q=%22*-()%5E", 400, "Chưa có chữ nào để tìm", id="signs only"),
        param("q=" + "a" * 10_000, 400, "Câu tìm quá dài", id="10,000 characters"),
        param("q=" + "%C4%91" * 10_000, 400, "Câu tìm quá dài", id="10,000 characters with marks"),
        param("q=duong&ngay=h%C3%B4m+qua", 400, "Không hiểu ngày “hôm qua”", id="no date"),
        param("q=duong&ngay=31/2/2021", 400, "Không hiểu ngày", id="a day that never was"),
        param("q=duong&trang=9", 404, "Không có trang 9. Danh sách này có 1 trang", id="a page too far"),
        param("q=duong&trang=0", 404, "Không có trang 0", id="page nought"),
        param("q=duong&trang=-1", 404, "Không có trang", id="a negative page"),
        param("q=duong&trang=" + "9" * 400, 404, "Không có trang", id="an endless number"),
        param("q=duong&trang=%D9%A3", 404, "Không có trang", id="a digit of another script"),
    ],
)
def test_what_was_asked_wrong_is_answered_in_words_beside_the_form(site: TestClient, asked, status, said):
    shown = page(site, f"/tim?{asked}", status)
    assert outcome(shown).startswith(said)
    assert shown.css("form.find input[name=q]")


def test_what_was_typed_stays_in_the_form_and_for_the_size_buttons(site: TestClient):
    shown = page(site, "/tim?q=%22n%C6%B0%E1%BB%9Bc+s%E1%BA%A1ch%22&muc=xa-hoi&ngay=4/2021")
    assert one(shown, "input[name=q]").attributes["value"] == '"nước sạch"'
    assert one(shown, "input[name=ngay]").attributes["value"] == "4/2021"
    assert one(shown, "option[selected]").text() == "Xã hội"
    back = one(shown, ".toolbar input[name=ve]").attributes["value"] or ""
    assert outcome(page(site, back)) == outcome(shown)
    answer = site.post("/hien-thi", data={"ve": back, "co": "tang"})
    assert answer.headers["location"] == back + "#tang-co-chu"
    larger = site.get(back, headers={"Cookie": "hien_thi=co:200"}).text
    assert 'data-scale="200"' in larger


def test_the_longest_query_still_leads_back_to_itself(site: TestClient):
    shown = page(site, urls.find("ễ" * 200))
    back = one(shown, ".toolbar input[name=ve]").attributes["value"] or ""
    assert site.post("/hien-thi", data={"ve": back, "co": "tang"}).headers["location"].startswith(back)


def test_hostile_titles_and_queries_are_text(site: TestClient):
    answer = site.get("/tim", params={"q": "<script>alert nước"})
    shown = LexborHTMLParser(answer.text)
    assert titles(shown) == [HOSTILE]
    assert "<script>alert" not in answer.text
    assert not shown.css("ol.results script, ol.results b")
    assert [mark.text() for mark in shown.css("h3 mark")] == ["script>alert", "nước"]


def test_pages_are_links_and_show_every_result_once(tmp_path: Path):
    many = [replace(SHORT[0], title=f"Tin số {n}", published_at=NOW - timedelta(days=n)) for n in range(45)]
    site = site_of(tmp_path, *many)
    path, seen, starts = "/tim?q=tin%20so", [], []
    while path:
        shown = page(site, path)
        seen += titles(shown)
        starts.append(one(shown, "ol.results").attributes["start"])
        following = shown.css("nav.pager a[rel=next]")
        path = following[0].attributes["href"] if following else None
    assert sorted(seen) == sorted(f"Tin số {n}" for n in range(45))
    assert starts == ["1", "21", "41"]
    last = one(page(site, "/tim?q=tin%20so&trang=3"), "nav.pager")
    assert "Trang 3 trên 3" in last.text()
    assert [link.text() for link in last.css("a")] == ["Trang trước"]


def test_found_words_are_marked(site: TestClient):
    shown = page(site, "/tim?q=bi+xanh")
    assert [mark.text() for mark in shown.css("ol.results h3 mark")] == ["bí xanh"]


def test_search_pages_are_not_for_search_engines(site: TestClient):
    assert one(page(site, "/tim?q=duong"), "meta[name=robots]").attributes["content"] == "noindex"


@pytest.mark.parametrize("path", ["/", "/bai/1", "/tim", "/bao-cu"])
def test_search_is_one_link_away(site: TestClient, path: str):
    shown = LexborHTMLParser(site.get(path, follow_redirects=True).text)
    links = shown.css(f"header a[href='{urls.FIND}'], nav a[href='{urls.FIND}']")
    assert links
    assert {link.text() for link in links} == {"Tìm bài"}


def test_the_archive_leads_from_month_to_day_to_article(site: TestClient):
    months = page(site, "/bao-cu")
    month = one(months, ".calendar a").attributes["href"] or ""
    assert one(months, ".calendar li").text().split() == ["Tháng", "4", "năm", "2021", "11", "bài"]
    days = page(site, month)
    links = days.css(".calendar a")
    assert [link.text() for link in links] == ["Thứ Tư, ngày 28", "Thứ Ba, ngày 27"]
    shown = [page(site, link.attributes["href"] or "") for link in links]
    assert one(shown[0], "h1").text() == "Thứ Tư, 28 tháng 4, 2021"
    assert sum(len(day.css("article.story")) for day in shown) == 11


@pytest.mark.parametrize(
    ("path", "status"),
    [
        param("/bao-cu/2021/4", 301, id="one address a month"),
        param("/bao-cu/2021/4/8", 301, id="one address a day"),
        param("/bao-cu/2020/01", 200, id="a month without articles"),
        param("/bao-cu/2020/01/01", 200, id="a day without articles"),
        param("/bao-cu/9999/12", 200, id="the last month of the calendar"),
        param("/bao-cu/9999/12/31", 200, id="the last day of the calendar"),
        param("/bao-cu/0001/01/01", 200, id="the first day of the calendar"),
        param("/bao-cu/2021/13", 404, id="no month"),
        param("/bao-cu/2021/02/30", 404, id="no day"),
        param("/bao-cu/mai/01", 404, id="no number"),
        param("/bao-cu/2021/04/28?trang=2", 404, id="a page too far"),
        param("/muc/xa-hoi?trang=77", 404, id="a page of a section too far"),
    ],
)
def test_every_address_of_the_archive_is_answered(site: TestClient, path: str, status: int):
    answer = site.get(path)
    assert answer.status_code == status
    if status == 404:
        assert "Không có" in one(LexborHTMLParser(answer.text), "main").text()


def test_days_are_those_of_the_sites_time_zone(tmp_path: Path):
    late = replace(SHORT[0], title="Khuya", published_at=NOW.replace(hour=0, minute=5))
    site = site_of(tmp_path, late)
    assert "Khuya" in page(site, "/bao-cu/2021/04/28").text()  # type: ignore[operator]
    assert "Ngày này không có bài nào." in site.get("/bao-cu/2021/04/27").text


def test_sections_have_pages(tmp_path: Path):
    newsstand = MemoryNewsstand(*(replace(SHORT[0], title=f"Tin {n}") for n in range(5)))
    newsstand.page_stories = 2
    site = TestClient(reader_app(newsstand, finder=finder_of(tmp_path)))
    second = page(site, "/muc/xa-hoi?trang=2")
    assert [link.text() for link in second.css("article h2 a")] == ["Tin 2", "Tin 3"]
    assert [link.attributes["href"] for link in second.css("nav.pager a")] == [
        "/muc/xa-hoi",
        "/muc/xa-hoi?trang=3",
    ]


@pytest.mark.parametrize(
    ("typed", "first", "after"),
    [
        param("28/4/2021", date(2021, 4, 28), date(2021, 4, 29), id="day"),
        param(" ngày 28 - 4 - 2021 ", date(2021, 4, 28), date(2021, 4, 29), id="day in words"),
        param("2021-04-28", date(2021, 4, 28), date(2021, 4, 29), id="day of a machine"),
        param("4/2021", date(2021, 4, 1), date(2021, 5, 1), id="month"),
        param("tháng 12/2021", date(2021, 12, 1), date(2022, 1, 1), id="the last month"),
        param("2021", date(2021, 1, 1), date(2022, 1, 1), id="year"),
        param("31/12/9999", date(9999, 12, 31), date(9999, 12, 31), id="the end of the calendar"),
    ],
)
def test_a_day_a_month_a_year(typed, first, after):
    assert parse(typed) == (first, after)
    assert period_of(first, after, ZoneInfo("Asia/Ho_Chi_Minh")).since.tzinfo


@pytest.mark.parametrize(
    "typed", ["hôm qua", "13/2021", "30/2/2021", "0/0/0000", "1/1/1/2021", "9" * 99, "٤/٢٠٢١"]
)
def test_what_is_no_day_is_refused_in_words(typed):
    with pytest.raises(UnknownPeriod) as refused:
        parse(typed)
    assert "28/4/2021" in refused.value.vi_text


def test_the_api_finds_the_same_and_says_where(client: TestClient):
    made = client.post(
        "/api/v1/articles",
        json={"title": "Cầu treo Nà Lẹng", "body": "Đường lên cầu dài.", "section": "Xã hội"},
    ).json()
    found = client.get("/api/v1/search", params={"q": "duong cau"}).json()
    (article,) = found["articles"]
    assert (found["total"], found["page"], found["pages"], found["more"]) == (1, 1, 1, False)
    assert (article["id"], article["url"]) == (made["id"], made["url"])
    assert [article["title"][start:end] for start, end in article["title_marks"]] == ["Cầu"]
    assert [article["snippet"][start:end] for start, end in article["snippet_marks"]] == ["Đường", "cầu"]
    assert client.get("/api/v1/search", params={"q": "cau", "section": "Kinh tế"}).json()["total"] == 0
    assert client.get("/api/v1/search", params={"q": "cau", "date": "2020"}).json()["total"] == 0
    client.delete(f"/api/v1/articles/{made['id']}")
    assert client.get("/api/v1/search", params={"q": "duong cau"}).json()["articles"] == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        param({"q": ""}, 400, "nothing-to-search", id="nothing"),
        param({"q": "a" * 10_000}, 400, "query-too-long", id="too long"),
        param({"q": "a", "page": "5"}, 404, "no-such-result-page", id="a page too far"),
        param({"q": "a", "date": "mai"}, 400, "unknown-period", id="no date"),
    ],
)
def test_the_api_refuses_in_words(client: TestClient, asked, status, code):
    answer = client.get("/api/v1/search", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
