"""The player while an article is still being made, and when the sound fails: the text stays, and it goes on."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from service.article import Article, Block
from service.web import urls
from service.web.app import create_app
from service.wiring import Parts
from tests.browser.conftest import serving
from tests.browser.test_player import Listener
from tests.contracts.doubles import ToneEngine

SENTENCES = 16
WORDS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
OPEN_SENTENCES = 5


class Gated(ToneEngine):
    """Speaks the first sentences at once, the others when `gate` is opened."""

    def __init__(self) -> None:
        super().__init__("tone")
        self.gate = threading.Event()

    def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Any:
        number = text.lower().removeprefix("câu ").split()[0]
        if number in NUMBERS[OPEN_SENTENCES:]:
            self.gate.wait(60)
        return super().speak(text, voice, speed=speed)


NUMBERS = [f"{tens}{ones}" for tens in ("a", "b") for ones in "bcdghklm"]
"""Names of sentences that are no words, so that no two are the same audio."""
COUNTING = Article(
    title="Câu ab là đầu bài",
    body=tuple(
        Block("paragraph", f"Câu {number} {' '.join(WORDS)} {' '.join(WORDS[::-1])} hết câu {number}.")
        for number in NUMBERS[1:SENTENCES]
    ),
)


@pytest.fixture
def engine() -> Iterator[Gated]:
    engine = Gated()
    yield engine
    engine.gate.set()


@pytest.fixture
def site(make_parts: Callable[..., Parts], engine: Gated) -> Parts:
    return make_parts(engines=(engine,), voices=("tone:vi",))


@pytest.fixture
def listener(browser: Browser, site: Parts, engine: Gated) -> Iterator[Listener]:
    kept = site.desk.publish(COUNTING)
    context = browser.new_context()
    with serving(create_app(site)) as address:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address + urls.article(kept.id or 0, kept.title))
        page.wait_for_selector("[data-ready]")
        yield Listener(page)
        engine.gate.set()
        context.close()
    assert errors == []


WATCH = """() => {
  window.seen = [];
  let before = document.querySelector("audio");
  let last = null;
  const look = () => {
    const audio = document.querySelector("audio");
    const now = {wall: performance.now() / 1000, time: audio.currentTime, paused: audio.paused};
    if (audio !== before && last) { window.seen.push({last, now}); before = audio; }
    last = now;
    setTimeout(look, 1);
  };
  look();
}"""


def test_the_stream_is_heard_and_gives_way_to_the_finished_file_without_a_gap(
    listener: Listener, engine: Gated
):
    assert listener.page.get_by_text("Tiếng đang được làm").is_visible()
    listener.press("Nghe")
    listener.hear(2)
    assert "/api/v1/" in listener.audio("currentSrc")
    listener.until("document.querySelector('.lit')")
    listener.page.evaluate(WATCH)
    engine.gate.set()
    listener.until("document.querySelector('audio').currentSrc.includes('/audio/')")
    listener.until("window.seen.length")
    ((moved),) = listener.page.evaluate("window.seen")
    passed = moved["now"]["wall"] - moved["last"]["wall"]
    skipped = moved["now"]["time"] - moved["last"]["time"] - passed
    assert not moved["now"]["paused"]
    assert abs(skipped) < 0.25
    assert listener.sounds
    assert not listener.page.get_by_text("Tiếng đang được làm").is_visible()
    listener.press("Tạm dừng")
    listener.go_to("câu 15")
    listener.hear(40)


def test_a_place_that_is_not_made_yet_is_heard_as_soon_as_it_is(listener: Listener, engine: Gated):
    listener.press("Nghe")
    listener.hear(0.5)
    listener.until("document.querySelector('.lit')")
    listener.press("Tới 10 giây")
    listener.page.get_by_text("Tiếng chưa làm tới chỗ ấy").wait_for()
    assert not listener.sounds
    engine.gate.set()
    listener.until("document.querySelector('audio').currentSrc.includes('/audio/')")
    assert 10 <= listener.hear(10.5) < 13


def test_who_paused_while_it_was_made_goes_on_in_the_finished_file(listener: Listener, engine: Gated):
    listener.press("Nghe")
    listener.hear(1)
    listener.press("Tạm dừng")
    time = listener.time
    engine.gate.set()
    listener.until("document.querySelector('audio').src.includes('/audio/')")
    assert not listener.sounds
    assert listener.time == pytest.approx(time, abs=0.05)
    listener.panel.locator(".main").click()
    assert listener.hear(time + 0.3) < time + 2


def test_when_the_network_is_gone_a_sentence_says_so_and_a_press_goes_on(listener: Listener, engine: Gated):
    engine.gate.set()
    listener.page.route("**/audio.mp3", lambda route: route.abort())
    listener.press("Nghe")
    listener.page.get_by_text("Chưa tải được tiếng").wait_for()
    assert listener.page.get_by_text("Câu ac một hai ba").is_visible()
    listener.page.unroute("**/audio.mp3")
    listener.press("Thử nghe lại")
    assert listener.hear(0.5) > 0.5
    assert not listener.page.get_by_text("Chưa tải được tiếng").is_visible()
    assert not listener.page.get_by_role("button", name="Thử nghe lại").is_visible()


def test_an_article_withdrawn_meanwhile_is_said_to_be_withdrawn(
    listener: Listener, engine: Gated, site: Parts
):
    engine.gate.set()
    site.desk.withdraw(1)
    site.audio.withdraw(1)
    listener.press("Nghe")
    listener.page.get_by_text("Bài này đã được rút lại").wait_for()
    assert not listener.page.get_by_role("button", name="Thử nghe lại").is_visible()


def test_audio_that_ends_before_the_article_does_is_no_finished_article(listener: Listener, engine: Gated):
    engine.gate.set()
    address = str(listener.audio("src"))
    whole = listener.page.request.get(address).body()
    listener.page.route(
        "**/audio.mp3",
        lambda route: (
            route.fulfill(body=whole[: 3 * BYTES_A_SECOND], content_type="audio/mpeg")
            if route.request.method == "GET"
            else route.continue_()
        ),
    )
    listener.press("Nghe")
    listener.page.get_by_text("Chưa tải được tiếng").wait_for()
    stopped = listener.time
    listener.page.unroute("**/audio.mp3")
    listener.press("Thử nghe lại")
    assert 2 < stopped <= listener.hear(stopped + 0.3) < stopped + 3


BYTES_A_SECOND = 8_000
"""MP3 of 64 kbit/s."""


def test_waiting_for_sound_is_said_until_it_comes(listener: Listener, engine: Gated):
    for _ in range(8):
        listener.press("Nhanh hơn")
    listener.press("Nghe")
    listener.page.get_by_text("Đang chờ tiếng").wait_for()
    time = listener.time
    engine.gate.set()
    listener.hear(time + 0.5)
    assert not listener.page.get_by_text("Đang chờ tiếng").is_visible()


def test_a_stream_heard_to_its_end_is_a_finished_article(listener: Listener, engine: Gated):
    engine.gate.set()
    listener.page.route("**/timeline", lambda route: route.fulfill(json=NOTHING_YET))
    for _ in range(8):
        listener.press("Nhanh hơn")
    listener.press("Nghe")
    listener.hear(60)
    listener.page.unroute("**/timeline")
    listener.page.get_by_text("Đã nghe hết bài").wait_for()
    assert listener.page.get_by_role("button", name="Nghe", exact=True).first.is_visible()


NOTHING_YET = {"complete": False, "duration": None, "sentences": []}
