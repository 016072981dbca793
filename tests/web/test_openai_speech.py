"""The real openai client against a real server on loopback gets Vietnamese speech."""

import io
from collections.abc import Iterator

import av
import openai
import pytest

from bench.site import Site, open_site

TEXT = "Chào buổi sáng. Hôm nay 28/4, trời nắng đẹp, nhiệt độ 25°C."


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        base_url=f"http://127.0.0.1:{site.port}/v1", api_key=site.token, max_retries=0
    ) as client:
        yield client


def seconds_of(sound: bytes, audio_format: str) -> float:
    if audio_format == "pcm":
        return len(sound) / 2 / 24_000
    with av.open(io.BytesIO(sound), "r", format={"opus": "ogg"}.get(audio_format, audio_format)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def speech(client: openai.OpenAI, **changes: object) -> bytes:
    asked = {"model": "tts-1", "voice": "alloy", "input": TEXT, **changes}
    return client.audio.speech.create(**asked).content


@pytest.fixture(scope="module")
def plain_seconds(site: Site) -> float:
    client = openai.OpenAI(base_url=f"http://127.0.0.1:{site.port}/v1", api_key=site.token)
    return seconds_of(speech(client, response_format="pcm"), "pcm")


@pytest.mark.parametrize("audio_format", ["mp3", "opus", "aac", "flac", "wav", "pcm"])
def test_every_format_holds_the_same_speech(client, plain_seconds, audio_format):
    sound = speech(client, response_format=audio_format)

    assert plain_seconds > 3
    assert seconds_of(sound, audio_format) == pytest.approx(plain_seconds, abs=0.15)


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.5, 2.0, 3.0, 4.0])
def test_speed_divides_the_duration_pauses_included(client, plain_seconds, speed):
    sound = speech(client, response_format="pcm", speed=speed)

    assert seconds_of(sound, "pcm") == pytest.approx(plain_seconds / speed, rel=0.03)


@pytest.mark.parametrize("voice", ["nova", "espeak:vi", "espeak:vi-vn-x-south"])
def test_openai_names_and_our_own_voices_speak(client, voice):
    assert seconds_of(speech(client, voice=voice), "mp3") > 3


def test_the_answer_can_be_taken_as_a_stream(client):
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=TEXT, response_format="mp3"
    ) as response:
        sound = b"".join(response.iter_bytes())

    assert response.headers["content-type"] == "audio/mpeg"
    assert seconds_of(sound, "mp3") > 3


def test_the_models_are_listed(client):
    names = [model.id for model in client.models.list()]

    assert "tts-1" in names
    assert "espeak:vi" in names


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        pytest.param({"voice": "robot"}, openai.BadRequestError, "robot", id="an unknown voice"),
        pytest.param({"response_format": "midi"}, openai.BadRequestError, "midi", id="an unknown format"),
        pytest.param({"input": ""}, openai.UnprocessableEntityError, "chữ", id="nothing to say"),
        pytest.param({"input": "?!… ***"}, openai.UnprocessableEntityError, "chữ", id="only signs"),
        pytest.param({"speed": 9}, openai.UnprocessableEntityError, "speed", id="too fast"),
        pytest.param({"input": "a " * 20_000}, openai.APIStatusError, "20000", id="too long"),
    ],
)
def test_what_cannot_be_spoken_is_refused_in_words(client, changes, error, told):
    with pytest.raises(error) as raised:
        speech(client, **changes)

    assert raised.value.status_code in {400, 413, 422}
    assert told in raised.value.message


def test_a_wrong_token_is_an_authentication_error(site):
    client = openai.OpenAI(base_url=f"http://127.0.0.1:{site.port}/v1", api_key="sai", max_retries=0)

    with pytest.raises(openai.AuthenticationError):
        speech(client)
