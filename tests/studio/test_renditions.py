"""Audio of articles: spoken once however many ask, heard while it is made, whole or not at all, in the voices the operator wants."""

import asyncio
import io
import threading
from collections.abc import Callable
from typing import Any

import av
import pytest

from service.article import Article, Block
from service.errors import BaoNoiError, UnknownVoice
from service.speech.engine import Utterance
from service.studio.rendering import Rendering
from service.studio.renditions import KeptAudio, TooBusy
from service.wiring import Parts
from tests.contracts.doubles import ToneEngine

SENTENCES = [f"Đây là câu thứ {word} của bài." for word in ("nhất", "hai", "ba", "tư", "năm", "sáu")]


def article(*sentences: str, title: str = "Bài thử") -> Article:
    return Article(title=title, body=(Block("paragraph", " ".join(sentences or SENTENCES)),))


def heard(rendering: KeptAudio | Rendering) -> bytes:
    """Everything a listener gets from a stream."""
    assert isinstance(rendering, Rendering)

    async def collect() -> bytes:
        return b"".join([chunk async for chunk in rendering.stream()])

    return asyncio.run(collect())


def seconds_of(mp3: bytes) -> float:
    with av.open(io.BytesIO(mp3), "r", format="mp3") as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


@pytest.fixture
def offline() -> ToneEngine:
    return ToneEngine("offline")


class Softer(ToneEngine):
    """Sounds unlike the offline one, as another voice does."""

    def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Utterance:
        spoken = super().speak(text, voice, speed=speed)
        return Utterance(spoken.pcm // 2, spoken.rate, spoken.marks)


@pytest.fixture
def online() -> ToneEngine:
    return Softer("online", online=True)


@pytest.fixture
def site(make_parts: Callable[..., Parts], offline: ToneEngine, online: ToneEngine) -> Parts:
    return make_parts(engines=(online, offline), voices=("online:vi", "offline:vi"))


def test_the_whole_article_is_heard_and_then_kept(site, online):
    kept = site.desk.publish(article())

    stream = heard(site.audio.listen(kept, "mp3"))
    finished = site.audio.listen(kept, "mp3")

    assert isinstance(finished, KeptAudio)
    assert finished.voices == ("online:vi",)
    timed = site.audio.timeline(kept)
    assert timed.complete
    assert seconds_of(stream) == pytest.approx(timed.timeline.samples / 24_000, abs=0.06)
    assert sorted(text.rstrip(".") for text in online.texts) == sorted(
        ["Bài thử", *(sentence.rstrip(".") for sentence in SENTENCES)]
    )


def test_fifty_listeners_at_once_hear_one_synthesis(site, online):
    kept = site.desk.publish(article())
    gate = threading.Barrier(50)
    streams: list[bytes] = []

    def listener() -> None:
        gate.wait()
        audio = site.audio.listen(kept, "mp3")
        streams.append(b"" if isinstance(audio, KeptAudio) else heard(audio))

    threads = [threading.Thread(target=listener) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(streams) == 50
    assert len(set(streams) - {b""}) == 1
    assert len(online.texts) == 1 + len(SENTENCES)


def test_the_same_sentence_in_two_articles_is_spoken_once(site, online):
    first = site.desk.publish(article(title="Bài một"))
    second = site.desk.publish(article(title="Bài hai"))

    heard(site.audio.listen(first, "mp3"))
    heard(site.audio.listen(second, "mp3"))

    assert len(online.texts) == len(SENTENCES) + 2


def test_when_the_first_voice_is_down_the_next_one_speaks_all(site, online, offline):
    online.down = "Không có mạng."
    kept = site.desk.publish(article())

    heard(site.audio.listen(kept, "mp3"))

    timed = site.audio.timeline(kept)
    assert timed.voices == ("offline:vi",)
    assert online.texts == []
    assert len(offline.texts) == 1 + len(SENTENCES)


def test_when_the_first_voice_fails_midway_the_rest_is_heard_in_the_next_and_marked_mixed(site, online):
    online.parallel = 1
    online.failing = {SENTENCES[3]}
    kept = site.desk.publish(article())

    stream = heard(site.audio.listen(kept, "mp3"))

    timed = site.audio.timeline(kept)
    assert timed.voices == ("online:vi", "offline:vi")
    assert len(timed.timeline.sentences) == 1 + len(SENTENCES)
    assert seconds_of(stream) == pytest.approx(timed.timeline.samples / 24_000, abs=0.06)


def test_what_a_fallback_spoke_is_made_again_when_the_first_voice_is_back(site, online):
    online.down = "Không có mạng."
    kept = site.desk.publish(article())
    heard(site.audio.listen(kept, "mp3"))
    assert site.audio.remake() == ()

    online.down = None
    (again,) = site.audio.remake()
    again.finished.result(30)

    assert site.audio.timeline(kept).voices == ("online:vi",)
    assert site.audio.remake() == ()


def finish(site: Parts, kept: Article) -> None:
    """Wait for whatever is being made of the article."""
    audio = site.audio.make(kept, "mp3")
    if audio is not None:
        audio.finished.result(30)


def test_a_listener_does_not_wait_for_a_voice_that_hangs(make_parts, offline):
    """The timer is ours: patience ends exactly when the test says so."""
    answering = threading.Event()
    hung = threading.Event()

    class Hanging(ToneEngine):
        def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Any:
            hung.set()
            answering.wait(30)
            return super().speak(text, voice, speed=speed)

    hanging = Hanging("online", online=True)
    timers: list[Callable[[], None]] = []
    site = make_parts(
        engines=(hanging, offline),
        voices=("online:vi", "offline:vi"),
        start_timer=lambda seconds, action: timers.append(action),
    )
    kept = site.desk.publish(article())
    rendering = site.audio.listen(kept, "mp3")
    assert hung.wait(30)
    for lose_patience in timers:
        lose_patience()

    stream = heard(rendering)

    assert seconds_of(stream) > 1
    assert site.audio.timeline(kept).voices == ("offline:vi",)
    later = site.desk.publish(article(title="Bài sau"))
    heard(site.audio.listen(later, "mp3"))
    assert site.audio.timeline(later).voices == ("offline:vi",)
    answering.set()


def test_a_sentence_that_no_voice_can_speak_ends_the_audio_and_nothing_is_kept(site, online, offline):
    online.failing = offline.failing = {SENTENCES[4]}
    kept = site.desk.publish(article())
    rendering = site.audio.listen(kept, "mp3")

    with pytest.raises(BaoNoiError):
        heard(rendering)

    assert site.audio.kept(kept, "mp3") is None
    online.failing = offline.failing = set()
    assert seconds_of(heard(site.audio.listen(kept, "mp3"))) > 5


def test_a_named_voice_speaks_alone_or_not_at_all(site, online):
    online.failing = {"*"}
    kept = site.desk.publish(article())

    with pytest.raises(BaoNoiError):
        heard(site.audio.listen(kept, "mp3", "online:vi"))
    with pytest.raises(UnknownVoice):
        site.audio.listen(kept, "mp3", "robot:vi")


def test_public_demand_is_bounded_and_what_is_in_the_making_can_be_joined(make_parts):
    going_on = threading.Event()

    class Slow(ToneEngine):
        def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Any:
            going_on.wait(30)
            return super().speak(text, voice, speed=speed)

    site = make_parts(engines=(Slow("slow"),), voices=("slow:vi",), max_public_renditions=2)
    articles = [site.desk.publish(article(title=f"Bài {word}")) for word in ("một", "hai", "ba")]
    making = [site.audio.listen(kept, "mp3") for kept in articles[:2]]

    with pytest.raises(TooBusy):
        site.audio.listen(articles[2], "mp3")
    assert site.audio.listen(articles[0], "mp3") is making[0]

    going_on.set()
    for rendering in making:
        heard(rendering)
    heard(site.audio.listen(articles[2], "mp3"))


def test_an_edit_speaks_only_what_changed(site, online):
    kept = site.desk.publish(article())
    heard(site.audio.listen(kept, "mp3"))
    online.texts.clear()

    changed = site.desk.revise(kept.id, article(*SENTENCES[:3], "Câu này mới.", *SENTENCES[4:]))
    to_speak = site.audio.sentences_to_speak(changed)
    heard(site.audio.listen(changed, "mp3"))

    assert to_speak == 1
    assert online.texts == ["Câu này mới."]


def test_a_version_that_another_process_published_is_made_without_being_asked_for(site):
    kept = site.desk.publish(article())

    site.audio.catch_up()
    finish(site, kept)

    assert site.audio.kept(kept, "mp3") is not None


def test_the_cut_of_a_very_long_sentence_is_one_sentence_in_the_timeline(site):
    kept = site.desk.publish(article("một hai ba bốn năm " * 400))

    heard(site.audio.listen(kept, "mp3"))

    assert len(site.audio.timeline(kept).timeline.sentences) == 2


def test_two_processes_on_one_folder_speak_a_sentence_once(make_parts, tmp_path):
    """Two sets of parts stand for two processes: they share nothing but the folder."""
    engine = ToneEngine("tone")
    one = make_parts(engines=(engine,), voices=("tone:vi",))
    other = make_parts(engines=(engine,), voices=("tone:vi",))
    kept = one.desk.publish(article())
    threads = [
        threading.Thread(target=lambda parts=parts: heard(parts.audio.listen(kept, "mp3")))
        for parts in (one, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(engine.texts) == 1 + len(SENTENCES)


def test_a_listener_who_hangs_up_takes_the_sound_from_nobody(make_parts):
    going_on = threading.Event()

    class Slow(ToneEngine):
        def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Any:
            going_on.wait(30)
            return super().speak(text, voice, speed=speed)

    site = make_parts(engines=(Slow("slow"),), voices=("slow:vi",))
    kept = site.desk.publish(article())
    rendering = site.audio.listen(kept, "mp3")
    assert isinstance(rendering, Rendering)

    async def two_listeners() -> bytes:
        async def to_the_end() -> bytes:
            return b"".join([chunk async for chunk in rendering.stream()])

        leaving, staying = asyncio.create_task(to_the_end()), asyncio.create_task(to_the_end())
        await asyncio.sleep(0)  # both wait for the first sentence now
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        going_on.set()
        return await staying

    assert seconds_of(asyncio.run(two_listeners())) > 5
    assert site.audio.kept(kept, "mp3") is not None
