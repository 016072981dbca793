"""Feeds, transcripts, chapters and the map of the site over HTTP, with real audio."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from service.article import Article, Block
from service.web.app import create_app
from service.web.feeds.desk import FeedDesk
from service.web.feeds.xml import NAMESPACES
from service.web.html import Templates
from service.web.site import Site
from service.wiring import Parts
from tests.contracts.doubles import ToneEngine
from tests.web.doubles import one

SPACES = {**NAMESPACES, "a": NAMESPACES["atom"], "s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASE = "https://bao.example.vn"


@pytest.fixture
def quiet(make_parts: Callable[..., Parts]) -> Parts:
    """A whole site known as BASE whose only voice is a tone: quick, and every length known."""
    return make_parts(
        engines=(ToneEngine("espeak"),), voices=("espeak:vi",), base_url=BASE, contact="bao@example.vn"
    )


@pytest.fixture
def site(quiet: Parts) -> Iterator[TestClient]:
    with TestClient(create_app(quiet), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def published(parts: Parts, title: str, section: str | None = "Xã hội", *, heard: bool = True) -> int:
    body = (
        Block("paragraph", "Câu một. Câu hai."),
        Block("heading", "Phần sau", level=2),
        Block("paragraph", "Hết."),
    )
    article = parts.desk.publish(Article(title, lead="Lời dẫn.", body=body, section=section))
    if heard:
        rendering = parts.audio.make(article, "mp3")
        assert rendering is not None
        rendering.finished.result(60)
    return article.id or 0


def items(client: TestClient, path: str = "/podcast.xml") -> list[ET.Element]:
    answer = client.get(path)
    assert answer.status_code == 200
    return ET.fromstring(answer.content).findall("channel/item")


def titles(client: TestClient, path: str) -> list[str | None]:
    return [item.findtext("title") for item in items(client, path)]


def test_an_episode_leads_to_exactly_the_bytes_that_it_promises(quiet: Parts, site: TestClient):
    published(quiet, "Bài có tiếng")
    published(quiet, "Bài chưa có tiếng", heard=False)

    (item,) = items(site)
    enclosure = item.find("enclosure")
    assert enclosure is not None
    address = enclosure.get("url", "")
    assert re.fullmatch(BASE + r"/audio/[0-9a-f]{64}\.mp3", address)
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == enclosure.get("type") == "audio/mpeg"
    assert len(answer.content) == int(enclosure.get("length", 0))
    assert "immutable" in answer.headers["cache-control"]


def test_every_address_of_an_episode_answers_with_its_promised_type(quiet: Parts, site: TestClient):
    published(quiet, "Bài có tiếng")
    (item,) = items(site)
    for node in (*item.findall("podcast:transcript", SPACES), *item.findall("podcast:chapters", SPACES)):
        answer = site.get(node.get("url", ""))
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == node.get("type")
        assert answer.headers["access-control-allow-origin"] == "*"
    page = site.get(item.findtext("link") or "")
    assert page.status_code == 200
    assert one(LexborHTMLParser(page.text), "h1").text() == "Bài có tiếng"


def test_transcripts_and_chapters_tell_the_same_times_as_the_timeline(quiet: Parts, site: TestClient):
    number = published(quiet, "Bài có tiếng")
    api = f"/api/v1/articles/{number}"
    timeline = site.get(f"{api}/timeline").json()
    told = site.get(f"{api}/transcript.json").json()
    assert [(s["startTime"], s["endTime"]) for s in told["segments"]] == [
        (round(s["start"], 3), round(s["end"], 3)) for s in timeline["sentences"]
    ]
    assert [s["body"] for s in told["segments"]] == [
        "Bài có tiếng",
        "Lời dẫn.",
        "Câu một.",
        "Câu hai.",
        "Phần sau",
        "Hết.",
    ]
    assert site.get(f"{api}/transcript.srt").text.startswith("1\n00:00:00,000 --> 00:00:0")
    chapters = site.get(f"{api}/chapters.json").json()
    assert chapters["version"] == "1.2.0"
    assert [chapter["title"] for chapter in chapters["chapters"]] == ["Bài có tiếng", "Phần sau"]
    assert chapters["chapters"][1]["startTime"] == pytest.approx(timeline["sentences"][4]["start"], abs=0.001)
    assert chapters["chapters"][1]["endTime"] == pytest.approx(timeline["duration"], abs=0.001)


def test_an_edit_keeps_the_episode_and_changes_what_it_says(quiet: Parts, site: TestClient):
    number = published(quiet, "Tên cũ")
    before = items(site)[0].findtext("guid")
    article = quiet.desk.revise(number, Article("Tên mới", body=(Block("paragraph", "Câu ba."),)))
    rendering = quiet.audio.make(article, "mp3")
    assert rendering is not None
    rendering.finished.result(60)

    (item,) = items(site)
    assert item.findtext("title") == "Tên mới"
    assert item.findtext("guid") == before


def test_a_withdrawn_article_is_gone_from_every_feed_and_its_addresses_say_so(quiet: Parts, site: TestClient):
    number = published(quiet, "Bài rút lại")
    published(quiet, "Bài còn lại")
    assert len(items(site)) == 2
    quiet.desk.withdraw(number)
    quiet.audio.withdraw(number)

    for path in ("/podcast.xml", "/atom.xml", "/feed.json", "/muc/xa-hoi/podcast.xml", "/sitemap.xml"):
        text = site.get(path).text
        assert f"/bai/{number}/" not in text, path
        assert "Bài rút lại" not in text
    for name in ("transcript.json", "transcript.vtt", "transcript.srt", "chapters.json"):
        assert site.get(f"/api/v1/articles/{number}/{name}").status_code == 410


def test_sections_have_feeds_of_their_own(quiet: Parts, site: TestClient):
    published(quiet, "Bài xã hội", "Xã hội")
    published(quiet, "Bài kinh tế", "Kinh tế")
    assert titles(site, "/podcast.xml") == ["Bài kinh tế", "Bài xã hội"]
    assert titles(site, "/muc/kinh-te/podcast.xml") == ["Bài kinh tế"]
    feed = ET.fromstring(site.get("/muc/xa-hoi/atom.xml").content)
    assert feed.findtext("a:title", namespaces=SPACES) == "Báo Nói: Xã hội"
    assert [entry.findtext("a:title", namespaces=SPACES) for entry in feed.findall("a:entry", SPACES)] == [
        "Bài xã hội"
    ]
    assert site.get("/muc/kinh-te/feed.json").json()["items"][0]["tags"] == ["Kinh tế"]
    assert site.get("/muc/khong-co/podcast.xml").status_code == 404


def test_the_text_in_a_feed_is_the_articles_and_only_text(quiet: Parts, site: TestClient):
    quiet.desk.publish(
        Article(
            "Bài <b>",
            lead="Dẫn & dắt",
            body=(
                Block("heading", "Đầu mục", level=2),
                Block("paragraph", "<script>alert(1)</script>"),
                Block("row", "Xã | Hộ", header=True),
                Block("row", "Cổ Linh | 3"),
                Block("image", "Chú thích", src="https://xa.example/anh.jpg", alt="Ảnh"),
            ),
            byline="Hương Lan",
        )
    )
    html = site.get("/feed.json").json()["items"][0]["content_html"]
    shown = LexborHTMLParser(html)
    assert shown.css_first("script") is None
    assert shown.css_first("img") is None
    assert " ".join(one(shown, "body").text(separator=" ").split()) == (
        "Dẫn & dắt Đầu mục <script>alert(1)</script> Xã Hộ Cổ Linh 3 Ảnh: Chú thích Hương Lan"
    )


@pytest.mark.parametrize("path", ["/podcast.xml", "/atom.xml", "/feed.json", "/sitemap.xml"])
def test_a_feed_is_sent_once_and_small(quiet: Parts, site: TestClient, path: str):
    published(quiet, "Bài có tiếng")
    first = site.get(path)
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "no-cache"
    again = site.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert site.head(path).status_code == 200
    published(quiet, "Bài mới")
    assert site.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    ("host", "begins"),
    [
        pytest.param("bao.example.vn", "http://bao.example.vn/", id="a name"),
        pytest.param("127.0.0.1:8000", "http://127.0.0.1:8000/", id="an address with a port"),
        pytest.param("[::1]:8000", "http://[::1]:8000/", id="IPv6"),
        pytest.param("evil.example/x?", "/", id="a path"),
        pytest.param("a@evil.example", "/", id="a user"),
        pytest.param('"><script>', "/", id="markup"),
        pytest.param("a" * 300, "/", id="too long"),
        pytest.param("bao.example.vn:123456", "/", id="no port"),
    ],
)
def test_without_an_address_of_its_own_the_site_is_what_the_request_calls_it_if_that_is_a_host(
    make_parts: Callable[..., Parts], host: str, begins: str
):
    parts = make_parts(engines=(ToneEngine("espeak"),), voices=("espeak:vi",))
    with TestClient(create_app(parts)) as client:
        feed = client.get("/feed.json", headers={"host": host}).json()
        robots = client.get("/robots.txt", headers={"host": host}).text
    assert feed["home_page_url"] == begins
    assert ("Sitemap: " in robots) is (begins != "/")


def test_a_feed_names_the_sites_own_address_whatever_the_request_says(quiet: Parts, site: TestClient):
    assert site.get("/feed.json", headers={"host": "evil.example"}).json()["feed_url"] == f"{BASE}/feed.json"


def test_robots_find_the_map_and_the_map_finds_every_article(quiet: Parts, site: TestClient):
    number = published(quiet, "Bài có tiếng")
    robots = site.get("/robots.txt").text
    assert robots.startswith("User-agent: *")
    address = re.search(r"^Sitemap: (\S+)$", robots, re.MULTILINE)
    assert address
    places = [
        node.text or "" for node in ET.fromstring(site.get(address[1]).content).findall("s:url/s:loc", SPACES)
    ]
    assert f"{BASE}/bai/{number}/bai-co-tieng" in places
    assert f"{BASE}/muc/xa-hoi" in places
    assert all(site.get(place).status_code == 200 for place in places)


def test_a_large_site_has_a_map_in_parts(quiet: Parts):
    numbers = [published(quiet, f"Bài {n}", heard=False) for n in range(5)]
    desk = FeedDesk(quiet, Site(), Templates({}), ids_per_map=2)
    index = ET.fromstring(desk.site_map(BASE).body)
    parts = [node.text for node in index.findall("s:sitemap/s:loc", SPACES)]
    assert parts == [f"{BASE}/sitemap-{n}.xml" for n in range(3)]
    listed: list[str] = []
    for n in range(3):
        part = desk.site_map_part(n, BASE)
        assert part is not None
        listed += [node.text or "" for node in ET.fromstring(part.body).findall("s:url/s:loc", SPACES)]
    assert [place for place in listed if "/bai/" in place] == [f"{BASE}/bai/{n}/bai-{n - 1}" for n in numbers]
    assert desk.site_map_part(3, BASE) is None


@pytest.mark.parametrize("path", ["/sitemap-1.xml", "/sitemap-99999999999999999999.xml", "/sitemap--1.xml"])
def test_a_part_of_the_map_that_is_not_there_is_not_found(site: TestClient, path: str):
    assert site.get(path).status_code == 404


def linked_data(page: str) -> dict[str, Any]:
    (script,) = LexborHTMLParser(page).css("script[type='application/ld+json']")
    return json.loads(script.text())


def test_an_article_tells_machines_what_it_is_and_how_it_sounds(quiet: Parts, site: TestClient):
    number = published(quiet, "Bài có tiếng")
    page = site.get(f"/bai/{number}/bai-co-tieng").text
    told = linked_data(page)
    assert told["@type"] == "NewsArticle"
    assert told["url"] == told["mainEntityOfPage"] == f"{BASE}/bai/{number}/bai-co-tieng"
    assert told["speakable"] == {"@type": "SpeakableSpecification", "cssSelector": ["h1", ".lead"]}
    shown = LexborHTMLParser(page)
    assert all(shown.css_first(selector) for selector in told["speakable"]["cssSelector"])
    audio = told["audio"]
    assert audio["@type"] == "AudioObject"
    assert audio["digitalSourceType"] == "https://schema.org/AlgorithmicMediaDigitalSource"
    assert re.fullmatch(r"PT\d+M\d+S", audio["duration"])
    assert len(site.get(audio["contentUrl"]).content) == int(audio["contentSize"])
    graph = {
        node.attributes["property"] or "": node.attributes["content"] or ""
        for node in shown.css("meta[property]")
    }
    assert graph["og:type"] == "article"
    assert graph["og:title"] == "Bài có tiếng | Báo Nói"
    assert graph["og:url"] == one(shown, "link[rel=canonical]").attributes["href"] == told["url"]
    assert graph["og:audio"] == audio["contentUrl"]
    assert site.get(graph["og:image"] or "").headers["content-type"] == "image/png"


def test_no_title_can_leave_the_data_for_machines(quiet: Parts, site: TestClient):
    title = '</script><script>alert(1)</script><!-- " \\ \u2028'
    number = published(quiet, title, heard=False)
    page = site.get(f"/bai/{number}", follow_redirects=True).text
    assert "<script>alert" not in page
    assert linked_data(page)["headline"] == title


def test_until_its_audio_is_complete_an_article_has_none_for_machines(quiet: Parts, site: TestClient):
    number = published(quiet, "Bài chưa có tiếng", heard=False)
    assert "audio" not in linked_data(site.get(f"/bai/{number}", follow_redirects=True).text)


def test_every_page_tells_browsers_where_the_feeds_are(quiet: Parts, site: TestClient):
    published(quiet, "Bài có tiếng")
    for path in ("/", "/muc/xa-hoi", "/podcast"):
        links = LexborHTMLParser(site.get(path).text).css("link[rel=alternate]")
        assert len(links) >= 3
        for link in links:
            answer = site.get(link.attributes["href"] or "")
            assert answer.headers["content-type"].startswith(link.attributes["type"] or "?")


@pytest.mark.parametrize(
    ("contact", "shown", "leads"),
    [
        pytest.param("bao@example.vn", "bao@example.vn", "mailto:bao@example.vn", id="mail"),
        pytest.param(
            "https://bao.example.vn/gop-y", "bao.example.vn/gop-y", "https://bao.example.vn/gop-y", id="page"
        ),
        pytest.param("0209 3870 000", "0209 3870 000", None, id="telephone"),
        pytest.param("javascript:alert(1)", "javascript:alert(1)", None, id="never a script"),
        pytest.param("", "chưa ghi cách liên hệ", None, id="nothing said"),
    ],
)
@pytest.mark.parametrize("path", ["/tiep-can", "/rieng-tu"])
def test_the_pages_about_the_site_tell_how_to_reach_the_newsroom(
    make_parts: Callable[..., Parts], contact: str, shown: str, leads: str | None, path: str
):
    parts = make_parts(engines=(ToneEngine("espeak"),), voices=("espeak:vi",), contact=contact)
    with TestClient(create_app(parts)) as client:
        page = LexborHTMLParser(client.get(path).text)
        (main,) = page.css("main")
        assert shown in main.text()
        assert [link.attributes["href"] for link in main.css("a")] == ([leads] if leads else [])
        footer = [link.attributes["href"] for link in page.css("footer a")]
        assert {"/tiep-can", "/rieng-tu", "/podcast"} <= set(footer)
