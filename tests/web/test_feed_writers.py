"""Podcast, Atom and JSON Feed as written: well formed whatever an article is called, and by the rules of each format."""

import json
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.web.feeds.atom import atom
from service.web.feeds.entries import Channel, Enclosure, Entry
from service.web.feeds.jsonfeed import json_feed
from service.web.feeds.podcast import podcast
from service.web.feeds.sitemap import page_map
from service.web.feeds.xml import NAMESPACES, line

MORNING = datetime(2021, 4, 28, 1, 30, 15, 999, tzinfo=UTC)
RULES = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
SOUND = Enclosure("/audio/" + "5e" * 32 + ".mp3", 1_569_600, 196.2, RULES)
ENTRY = Entry(
    article_id=7,
    created=MORNING,
    title="Chợ Đồn sửa xong 12 km đường",
    summary="Xe khách đi lại bình thường.",
    html="<p>Đoạn đường dài 12 km.</p>",
    section="Xã hội",
    byline="Hương Lan",
    path="/bai/7/cho-don",
    published=MORNING,
    updated=MORNING,
    audio=SOUND,
)
CHANNEL = Channel("https://bao.example.vn", "Báo Nói", "bao@example.vn", None, "/podcast.xml", (ENTRY,))

SPACES = {**NAMESPACES, "a": NAMESPACES["atom"], "xml": "http://www.w3.org/XML/1998/namespace"}

HOSTILE = [
    pytest.param("a\x00b\x0bc\x1fd", id="controls"),
    pytest.param("]]> hết", id="the end of a CDATA section"),
    pytest.param("</title><item>", id="markup"),
    pytest.param("&amp; &#0; &lol;", id="entities"),
    pytest.param("🎙️👨‍👩‍👧‍👦", id="emoji"),
    pytest.param("\u202enegn\u202c \u2066x", id="bidi"),
    pytest.param("\ud800 \ufffe \uffff \U0001ffff", id="surrogates and noncharacters"),
    pytest.param("dòng\r\nmới\u2028khác", id="lines"),
]


def text_of(node: ET.Element, path: str) -> str | None:
    return node.findtext(path, namespaces=SPACES)


@pytest.mark.parametrize("title", HOSTILE)
def test_any_title_stays_one_title(title: str):
    channel = replace(
        CHANNEL, site_name=title, section=title, entries=(replace(ENTRY, title=title, byline=title),)
    )
    rss, feed, told = (
        ET.fromstring(podcast(channel)),
        ET.fromstring(atom(channel)),
        json.loads(json_feed(channel)),
    )
    wanted = line(title)
    assert (text_of(rss, "channel/item/title") or "") == wanted
    assert (text_of(feed, "a:entry/a:title") or "") == wanted
    assert told["items"][0]["title"] == wanted
    assert len(rss.findall("channel/item")) == len(feed.findall("a:entry", SPACES)) == 1


@given(st.text(max_size=80), st.text(max_size=80), st.text(alphabet=st.characters(), max_size=80))
@settings(max_examples=60)
def test_whatever_an_article_says_every_feed_can_be_parsed(title, lead, html):
    entry = replace(ENTRY, title=title, summary=lead, html=html, section=lead, byline=title)
    channel = replace(CHANNEL, entries=(entry,))
    item = ET.fromstring(podcast(channel)).find("channel/item")
    assert item is not None
    assert unicodedata.normalize("NFC", item.findtext("title") or "") == unicodedata.normalize(
        "NFC", line(title)
    )
    ET.fromstring(atom(channel))
    json.loads(json_feed(channel))


CHANNEL_ONCE = [
    *("title", "link", "description", "language", "lastBuildDate", "image", "atom:link", "itunes:author"),
    *("itunes:image", "itunes:category", "itunes:explicit", "itunes:type", "itunes:owner"),
    *("podcast:guid", "podcast:medium", "podcast:locked"),
]
ITEM_ONCE = [
    *("title", "link", "guid", "pubDate", "description", "enclosure", "category", "content:encoded"),
    *("itunes:title", "itunes:duration", "itunes:explicit", "itunes:episodeType", "itunes:author"),
    *("podcast:chapters", "podcast:txt"),
]


def test_a_podcast_has_what_directories_ask_for_once_each():
    channel = ET.fromstring(podcast(CHANNEL)).find("channel")
    assert channel is not None
    (item,) = channel.findall("item")
    assert {name: len(channel.findall(name, SPACES)) for name in CHANNEL_ONCE} == dict.fromkeys(
        CHANNEL_ONCE, 1
    )
    assert {name: len(item.findall(name, SPACES)) for name in ITEM_ONCE} == dict.fromkeys(ITEM_ONCE, 1)
    assert text_of(channel, "language") == "vi"
    assert text_of(channel, "podcast:medium") == "podcast"
    assert channel.find("podcast:locked", SPACES).attrib == {"owner": "bao@example.vn"}  # type: ignore[union-attr]
    assert text_of(item, "pubDate") == "Wed, 28 Apr 2021 01:30:15 GMT"
    assert text_of(item, "itunes:duration") == "196"


def test_transcripts_come_in_the_order_in_which_apps_look_for_them():
    item = ET.fromstring(podcast(CHANNEL)).find("channel/item")
    assert item is not None
    api = "https://bao.example.vn/api/v1/articles/7"
    assert [(node.get("url"), node.get("type")) for node in item.findall("podcast:transcript", SPACES)] == [
        (f"{api}/transcript.json", "application/json"),
        (f"{api}/transcript.vtt", "text/vtt"),
        (f"{api}/transcript.srt", "application/x-subrip"),
    ]
    chapters = item.find("podcast:chapters", SPACES)
    assert chapters is not None
    assert chapters.attrib == {"url": f"{api}/chapters.json", "type": "application/json+chapters"}


def test_the_guid_of_a_podcast_is_the_one_that_the_namespace_prescribes():
    channel = replace(CHANNEL, site="https://mp3s.nashownotes.com", path="/pc20rss.xml")
    assert str(channel.uuid) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_an_article_keeps_its_identity_whatever_it_and_its_site_are_called():
    moved = replace(ENTRY, title="Khác", path="/bai/7/khac", updated=datetime(2022, 1, 1, tzinfo=UTC))
    assert moved.uuid == ENTRY.uuid
    assert replace(ENTRY, article_id=8).uuid != ENTRY.uuid


def test_an_article_without_finished_audio_is_news_but_no_episode():
    channel = replace(CHANNEL, entries=(replace(ENTRY, audio=None),))
    assert ET.fromstring(podcast(channel)).find("channel/item") is None
    entry = ET.fromstring(atom(channel)).find("a:entry", SPACES)
    assert entry is not None
    assert [link.get("rel") for link in entry.findall("a:link", SPACES)] == ["alternate"]
    assert "attachments" not in json.loads(json_feed(channel))["items"][0]


@pytest.mark.parametrize("write", [podcast, atom, json_feed])
def test_synthetic_speech_is_marked_for_people_and_machines(write):
    text = write(CHANNEL).decode()
    assert RULES in text
    assert "Giọng đọc do máy tổng hợp" in text


def test_an_empty_feed_is_a_feed_that_stays_the_same():
    empty = replace(CHANNEL, entries=(), mail=None)
    assert podcast(empty) == podcast(empty)
    assert text_of(ET.fromstring(atom(empty)), "a:updated") == "1970-01-01T00:00:00Z"


def test_atom_has_what_rfc_4287_asks_for():
    feed = ET.fromstring(atom(CHANNEL))
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    for node in (feed, feed.find("a:entry", SPACES)):
        assert node is not None
        for name in ("id", "title", "updated", "author"):
            assert len(node.findall(f"a:{name}", SPACES)) == 1, name
    enclosure = feed.find("a:entry/a:link[@rel='enclosure']", SPACES)
    assert enclosure is not None
    assert (enclosure.get("type"), enclosure.get("length")) == ("audio/mpeg", "1569600")


def test_json_feed_has_what_its_version_asks_for():
    told = json.loads(json_feed(CHANNEL))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "https://bao.example.vn/podcast.xml"
    (item,) = told["items"]
    assert item["id"].startswith("urn:uuid:")
    assert item["url"] == "https://bao.example.vn/bai/7/cho-don"
    assert item["attachments"][0] == {
        "url": "https://bao.example.vn" + SOUND.path,
        "mime_type": "audio/mpeg",
        "title": "Giọng đọc do máy tổng hợp.",
        "size_in_bytes": 1_569_600,
        "duration_in_seconds": 196,
    }


def test_a_map_lists_whole_addresses_with_their_last_change():
    urlset = ET.fromstring(page_map("https://bao.example.vn", [("/", None), ("/bai/7/x", MORNING)]))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert [[child.text for child in url] for url in urlset] == [
        ["https://bao.example.vn/"],
        ["https://bao.example.vn/bai/7/x", "2021-04-28T01:30:15Z"],
    ]
    assert {child.tag for url in urlset for child in url} == {f"{space}loc", f"{space}lastmod"}
