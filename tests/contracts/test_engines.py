"""What every engine promises (service/speech/engine.py), held against each of them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import UnknownVoice
from service.speech.engine import MAX_UTTERANCE_CHARS, Engine, SpeechFailed, Utterance
from service.speech.espeak import EspeakEngine
from service.speech.gtts import GttsEngine
from tests.contracts.doubles import ToneEngine
from tests.loopback.google import GoogleOnLoopback

SHORT = "Xin chào các bạn."
LONG = "Tỉnh ủy ban hành nghị quyết về đẩy mạnh cải cách hành chính, nâng cao năng lực cạnh tranh cấp tỉnh."


@pytest.fixture(scope="module")
def google() -> Iterator[GoogleOnLoopback]:
    with GoogleOnLoopback() as server:
        yield server


def tone(google: GoogleOnLoopback) -> Engine:
    return ToneEngine()


def espeak(google: GoogleOnLoopback) -> Engine:
    return EspeakEngine()


def gtts(google: GoogleOnLoopback) -> Engine:
    return GttsEngine()


@pytest.fixture(scope="module", params=[tone, espeak, gtts], ids=lambda make: make.__name__)
def make(request: pytest.FixtureRequest, google: GoogleOnLoopback) -> Iterator[Callable[[], Engine]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gtts.tts._translate_url", google.translate_url)
        for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            patch.delenv(variable, raising=False)
        yield lambda: request.param(google)


@pytest.fixture(scope="module")
def engine(make: Callable[[], Engine]) -> Iterator[Engine]:
    made = make()
    yield made
    made.close()


@pytest.fixture
def voice(engine: Engine) -> str:
    return engine.voices[0].name


def assert_lawful(utterance: Utterance, text: str) -> None:
    assert utterance.pcm.dtype == np.int16
    assert utterance.pcm.ndim == 1
    assert utterance.rate in range(8_000, 48_001)
    words = [mark.word for mark in utterance.marks]
    samples = [mark.sample for mark in utterance.marks]
    assert words == sorted(set(words)), "words grow strictly"
    assert samples == sorted(set(samples)), "samples grow strictly"
    assert all(0 <= word < len(text.split()) for word in words)
    assert all(0 <= sample < utterance.pcm.shape[0] for sample in samples)


def test_it_says_who_it_is_and_what_it_can(engine: Engine):
    assert engine.version
    assert engine.parallel >= 1
    assert engine.available() is None
    assert len({voice.name for voice in engine.voices}) == len(engine.voices)
    for voice in engine.voices:
        assert voice.name.startswith(f"{engine.name}:")
        assert voice.label


def test_every_voice_speaks(engine: Engine):
    for voice in engine.voices:
        utterance = engine.speak(SHORT, voice.name)
        assert_lawful(utterance, SHORT)
        assert np.abs(utterance.pcm.astype(int)).max() > 1_000


def test_speech_is_about_as_long_as_its_words(engine: Engine, voice: str):
    short, long = engine.speak(SHORT, voice), engine.speak(LONG, voice)
    for utterance, text in ((short, SHORT), (long, LONG)):
        assert 0.1 < utterance.pcm.shape[0] / utterance.rate / len(text.split()) < 0.6
    more_words = len(LONG.split()) / len(SHORT.split())
    assert more_words * 0.5 < long.pcm.shape[0] / short.pcm.shape[0] < more_words * 2


def test_threads_get_each_their_own_words(engine: Engine, voice: str):
    texts = [" ".join(["một hai ba"] * count) for count in range(1, 9)]
    alone = [engine.speak(text, voice).pcm.shape[0] for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: engine.speak(text, voice), texts * 3))
    assert [utterance.pcm.shape[0] for utterance in together] == alone * 3


def test_the_same_words_are_the_same_samples(engine: Engine, voice: str):
    first = engine.speak(LONG, voice)
    engine.speak(SHORT, voice)
    again = engine.speak(LONG, voice)
    assert again.pcm.tobytes() == first.pcm.tobytes()
    assert again.marks == first.marks


@pytest.mark.parametrize("name", ["nobody:vi", "", "vi", "espeak:xx", "gtts:en", "../../etc/passwd"])
def test_a_voice_it_does_not_have_is_named_in_the_error(engine: Engine, name: str):
    with pytest.raises(UnknownVoice) as caught:
        engine.speak(SHORT, name)
    assert engine.voices[0].name in caught.value.vi_text


@pytest.mark.parametrize("text", ["", "   ", "…", "?!.", "—", "😀", "\0", "12"])
def test_a_text_without_a_letter_is_refused(engine: Engine, voice: str, text: str):
    with pytest.raises(ValueError, match="letter"):
        engine.speak(text, voice)


def test_a_text_over_the_limit_is_refused_and_the_limit_named(engine: Engine, voice: str):
    with pytest.raises(ValueError, match=f"{MAX_UTTERANCE_CHARS}"):
        engine.speak("a " * 100_000, voice)


def test_the_longest_text_allowed_is_spoken(engine: Engine, voice: str):
    text = ("một hai ba bốn " * 40)[:MAX_UTTERANCE_CHARS]
    assert len(text) == MAX_UTTERANCE_CHARS
    assert_lawful(engine.speak(text, voice), text)


def test_a_speed_in_its_range_changes_the_length_by_that_much(engine: Engine, voice: str):
    own_pace = engine.speak(LONG, voice).pcm.shape[0]
    for speed in {*engine.speed_range, 1.0}:
        assert own_pace / engine.speak(LONG, voice, speed=speed).pcm.shape[0] == pytest.approx(
            speed, rel=0.08
        )


def test_a_speed_out_of_its_range_is_refused(engine: Engine, voice: str):
    slowest, fastest = engine.speed_range
    for speed in (slowest - 0.01, fastest + 0.01, 0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match=r"pace|between"):
            engine.speak(SHORT, voice, speed=speed)


@given(text=st.text(min_size=1, max_size=60).map(lambda text: f"xin {text} chào"))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_characters_between_words_give_lawful_audio(engine: Engine, voice: str, text: str):
    assert_lawful(engine.speak(text, voice), text)


def test_it_can_be_closed_twice_and_then_speaks_no_more(make: Callable[[], Engine]):
    engine = make()
    engine.speak(SHORT, engine.voices[0].name)
    engine.close()
    engine.close()
    if not isinstance(engine, ToneEngine):  # it has nothing to close
        with pytest.raises(SpeechFailed):
            engine.speak(SHORT, engine.voices[0].name)
