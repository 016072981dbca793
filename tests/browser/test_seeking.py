"""What Chromium plays after a seek is the sound of that position: within 50 ms, MP3 and Opus alike.

A minute of joined sentences whose sound is different everywhere is played through WebAudio; what sounded after
each seek is looked up in the samples that were encoded.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page
from starlette.responses import HTMLResponse, Response

from service.audio import mp3, opus
from service.audio.pcm import HOUSE_RATE, Pcm, pad_to_units
from service.web.ranges import AudioFile, AudioFiles
from tests.audio.sounds import babble
from tests.browser.conftest import serving

TOLERANCE_SECONDS = 0.05
POSITIONS = (0.0, 0.9, 7.3, 19.77, 33.21, 48.02, 55.5)
SENTENCES = [pad_to_units(babble(40_000 + 1_111 * number, seed=number)) for number in range(26)]
WHOLE = np.concatenate(SENTENCES)
FILES: dict[str, Callable[[], bytes]] = {
    "mp3": lambda: mp3.join([mp3.encode(sentence) for sentence in SENTENCES]),
    "opus": lambda: opus.join([opus.encode(sentence) for sentence in SENTENCES]),
}

PLAY_FROM = """async ([address, positions]) => {
  const audio = document.querySelector("audio");
  audio.src = address;
  await new Promise((done) => { audio.onloadedmetadata = done; });
  const context = new AudioContext({ sampleRate: 24000 });
  await context.resume();
  const worklet = `registerProcessor("recorder", class extends AudioWorkletProcessor {
    process(inputs) { if (inputs[0][0]) this.port.postMessage(inputs[0][0].slice()); return true; } })`;
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: "text/javascript" })));
  const recorder = new AudioWorkletNode(context, "recorder");
  context.createMediaElementSource(audio).connect(recorder);
  recorder.connect(context.destination);
  const heard = [];
  for (const position of positions) {
    audio.pause();
    await new Promise((done) => { audio.onseeked = done; audio.currentTime = position; });
    let sound = [];
    const enough = new Promise((done) => {
      recorder.port.onmessage = ({ data }) => {
        if (sound.length || data.some((sample) => sample !== 0)) sound.push(...data);
        if (sound.length >= 12000) done();
      };
    });
    await audio.play();
    await enough;
    recorder.port.onmessage = null;
    heard.push(sound.slice(0, 12000).map((sample) => Math.round(sample * 32767)));
  }
  return { duration: audio.duration, heard };
}"""


@pytest.fixture(scope="module", params=sorted(FILES))
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page without a policy against worklets of its own, and the file served by the site's own code."""
    path = tmp_path_factory.mktemp("sound") / f"sound.{request.param}"
    path.write_bytes(FILES[request.param]())

    async def find(digest: str, extension: str) -> AudioFile:
        return AudioFile(path, "Tiếng thử")

    async def no_error(scope: Any, receive: Any, send: Any, error: Any) -> None:
        await Response(status_code=404)(scope, receive, send)

    app = FastAPI()
    app.add_route("/", lambda _: HTMLResponse("<!doctype html><audio controls></audio>"))
    files = AudioFiles(find, no_error)

    async def whole(scope: Any, receive: Any, send: Any) -> None:
        inner = files if scope.get("path", "").startswith("/audio/") else app
        await inner(scope, receive, send)

    with serving(whole) as site:  # type: ignore[arg-type]
        yield f"{site}/audio/{'0' * 64}.{request.param}"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


def place_of(heard: Pcm, about: float) -> float:
    """Seconds: where in the whole the heard sound begins, looked for two seconds around."""
    first = max(0, round((about - 2) * HOUSE_RATE))
    around = WHOLE[first : first + 5 * HOUSE_RATE].astype(float)
    size = 1 << (around.size + heard.size).bit_length()
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(heard.astype(float), size))
    match = np.fft.irfft(spectrum, size)[: around.size]
    # Normalised by the loudness of each place, so that a loud wrong one does not win.
    energy = np.cumsum(np.concatenate([[0.0], around**2]))
    ends = np.minimum(np.arange(around.size) + heard.size, around.size)
    loudness = np.sqrt(energy[ends] - energy[: around.size]) + 1
    return (first + int(np.argmax(match / loudness))) / HOUSE_RATE


def test_what_sounds_after_a_seek_is_the_sound_of_that_position(page: Page, address: str):
    page.goto(address.rpartition("/audio/")[0] + "/")
    page.click("audio")  # a gesture, as browsers want it before anything sounds

    played = page.evaluate(PLAY_FROM, [address, list(POSITIONS)])

    assert played["duration"] == pytest.approx(WHOLE.size / HOUSE_RATE, abs=0.02)
    for position, sound in zip(POSITIONS, played["heard"], strict=True):
        found = place_of(np.array(sound, np.int16), position)
        assert found == pytest.approx(position, abs=TOLERANCE_SECONDS), f"asked for {position} s"
