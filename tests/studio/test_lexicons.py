"""The newsroom's own readings: right from then on, in the article, on the site, and only what changed is spoken again."""

import asyncio
from collections.abc import Callable

import pytest

from service.article import Article, Block
from service.errors import BaoNoiError
from service.studio.rendering import Rendering
from service.wiring import Parts
from tests.contracts.doubles import ToneEngine


@pytest.fixture
def engine() -> ToneEngine:
    return ToneEngine("tone")


@pytest.fixture
def site(make_parts: Callable[..., Parts], engine: ToneEngine) -> Parts:
    return make_parts(engines=(engine,), voices=("tone:vi",))


def publish(site: Parts, *sentences: str) -> Article:
    return site.desk.publish(Article(title="Tin trong ngày", body=(Block("paragraph", " ".join(sentences)),)))


def spoken(site: Parts, article: Article) -> list[str]:
    return [sentence.spoken for sentence in site.desk.script(article).sentences[1:]]


def hear(site: Parts, article: Article) -> None:
    rendering = site.audio.listen(article, "mp3")
    assert isinstance(rendering, Rendering)

    async def to_the_end() -> None:
        async for _ in rendering.stream():
            pass

    asyncio.run(to_the_end())


def test_a_reading_of_the_site_is_used_in_every_article_at_once(site):
    first = publish(site, "Xã Zơ Nông họp chợ.")
    second = publish(site, "Chợ Zơ Nông đông vui.")

    touched = site.lexicons.add("Zơ Nông", "giơ nông")

    assert {each.id: each.sentences for each in touched} == {first.id: 1, second.id: 1}
    assert spoken(site, first) == ["Xã giơ nông họp chợ."]
    assert spoken(site, second) == ["Chợ giơ nông đông vui."]


def test_a_reading_of_one_article_leaves_the_others_alone_and_leads_over_the_site(site):
    first = publish(site, "Xã Zơ Nông họp chợ.")
    second = publish(site, "Chợ Zơ Nông đông vui.")
    site.lexicons.add("Zơ Nông", "giơ nông")

    touched = site.lexicons.add("Zơ Nông", "dơ noong", article_id=first.id)

    assert [each.id for each in touched] == [first.id]
    assert spoken(site, first) == ["Xã dơ noong họp chợ."]
    assert spoken(site, second) == ["Chợ giơ nông đông vui."]


def test_only_sentences_whose_words_change_are_spoken_again(site, engine):
    article = publish(site, "Trời nắng đẹp.", "Xã Zơ Nông họp chợ.", "Bà con rất vui.")
    hear(site, article)
    engine.texts.clear()

    site.lexicons.add("Zơ Nông", "giơ nông")
    hear(site, article)

    assert engine.texts == ["Xã giơ nông họp chợ."]


def test_an_entry_that_changes_no_word_touches_nothing(site):
    article = publish(site, "Trời nắng đẹp.")

    assert site.lexicons.add("Krông Xyz", "crông xi") == ()
    assert site.audio.sentences_to_speak(article) == 2


def test_what_is_taken_out_is_read_as_before(site):
    article = publish(site, "Xã Zơ Nông họp chợ.")
    before = spoken(site, article)
    site.lexicons.add("Zơ Nông", "giơ nông")
    (kept,) = site.lexicons.entries()

    touched = site.lexicons.remove(kept.id)

    assert [each.id for each in touched] == [article.id]
    assert spoken(site, article) == before


def test_a_reading_by_another_process_is_noticed(site, make_parts, engine):
    article = publish(site, "Xã Zơ Nông họp chợ.")
    spoken(site, article)
    other = make_parts(engines=(engine,), voices=("tone:vi",))

    other.lexicons.add("Zơ Nông", "giơ nông")

    assert spoken(site, article) == ["Xã giơ nông họp chợ."]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("", "a", id="nothing written"),
        pytest.param("A", "", id="nothing spoken"),
        pytest.param("A", "số 5", id="a digit is not a spoken word"),
        pytest.param("A\x00B", "a", id="NUL"),
        pytest.param("x" * 5000, "a", id="too long"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_words_and_nothing_changes(site, written, said):
    with pytest.raises(BaoNoiError) as refused:
        site.lexicons.add(written, said)

    assert refused.value.status in {400, 422}
    assert site.lexicons.entries() == ()
