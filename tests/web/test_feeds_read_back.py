"""The feeds as another program understands them: read back with feedparser."""

from collections.abc import Callable, Iterator

import feedparser
import pytest
from starlette.testclient import TestClient

from service.article import Article, Block
from service.web.app import create_app
from service.wiring import Parts
from tests.contracts.doubles import ToneEngine

BASE = "https://bao.example.vn"


@pytest.fixture
def site(make_parts: Callable[..., Parts]) -> Iterator[TestClient]:
    parts = make_parts(engines=(ToneEngine("espeak"),), voices=("espeak:vi",), base_url=BASE)
    article = parts.desk.publish(
        Article(
            "Giá lợn <hơi> & “tin” 🐖",
            lead="Lời dẫn.",
            body=(Block("paragraph", "Câu một."),),
            section="Kinh tế",
        )
    )
    rendering = parts.audio.make(article, "mp3")
    assert rendering is not None
    rendering.finished.result(60)
    with TestClient(create_app(parts), base_url=BASE) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/podcast.xml", "/muc/kinh-te/podcast.xml", "/atom.xml", "/muc/kinh-te/atom.xml"]
)
def test_another_parser_finds_the_feed_well_made_and_the_title_as_written(site: TestClient, path: str):
    feed = feedparser.parse(site.get(path).content)

    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.feed.language == "vi"
    assert [entry.title for entry in feed.entries] == ["Giá lợn <hơi> & “tin” 🐖"]


def test_a_podcast_app_finds_the_sound_with_its_length_and_can_load_it(site: TestClient):
    (entry,) = feedparser.parse(site.get("/podcast.xml").content).entries
    (enclosure,) = entry.enclosures

    sound = site.get(enclosure.href)

    assert enclosure.type == "audio/mpeg"
    assert sound.status_code == 200
    assert len(sound.content) == int(enclosure.length)
