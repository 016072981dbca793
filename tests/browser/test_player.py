"""The player in Chromium on the running site, with the offline voice: real sound, moved by hand, by keyboard, by words.

The times that are expected come from the API's timeline, never from the page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from service.settings import load_settings
from service.web import urls
from service.web.app import create_app
from service.web.display import THEMES
from service.wiring import build
from tests.browser.conftest import serving
from tests.browser.test_pages_in_chromium import look
from tests.web.doubles import SHORT, WATER

MILLISECOND = 0.001


@dataclass(frozen=True)
class Published:
    """An article on the running site, its audio finished."""

    site: str
    url: str
    api: str
    timeline: dict[str, Any]
    script: dict[str, Any]

    def start(self, sentence: int) -> float:
        return self.timeline["sentences"][sentence]["start"]

    def first_of(self, text: str) -> int:
        """The first sentence whose written text holds these words."""
        return next(s["index"] for s in self.script["sentences"] if text in s["written"])


@pytest.fixture(scope="module")
def water(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """One site for all tests here: the long article and a short one, both with finished audio."""
    parts = build(
        load_settings(
            data_dir=Path(tmp_path_factory.mktemp("site")),
            demo=False,
            warm=False,
            voices=("espeak:vi",),
            espeak_workers=2,
        )
    )
    parts.desk.publish(SHORT[0])
    kept = parts.desk.publish(WATER)
    with serving(create_app(parts)) as site:
        api = f"{site}/api/v1/articles/{kept.id}"
        context = browser.new_context()
        for extension in ("mp3", "wav"):
            assert context.request.get(f"{api}/audio.{extension}").ok
        timeline = context.request.get(f"{api}/timeline").json()
        script = context.request.get(f"{api}/script").json()
        context.close()
        assert timeline["complete"]
        yield Published(site, site + urls.article(kept.id or 0, kept.title), api, timeline, script)


class Listener:
    """A page with the player, as a person uses it: buttons by their words, keys, the sound itself."""

    def __init__(self, page: Page, complaints: list[str] | None = None) -> None:
        """complaints: what the browser's console said, for all pages of a test."""
        self.page = page
        self.complaints = [] if complaints is None else complaints
        self.panel = page.locator(".panel")

    def press(self, name: str) -> None:
        self.panel.get_by_role("button", name=name, exact=True).click()

    def audio(self, what: str) -> Any:
        return self.page.evaluate(f"document.querySelector('audio').{what}")

    @property
    def time(self) -> float:
        return self.audio("currentTime")

    @property
    def sounds(self) -> bool:
        return not self.audio("paused")

    def hear(self, seconds: float) -> float:
        """Wait until the sound has come past a moment; gives the moment."""
        self.until("document.querySelector('audio').currentTime > argument", seconds)
        return self.time

    def until(self, condition: str, argument: object = None) -> None:
        """Wait for a condition in the page, which has no other way of being waited for under its policy."""
        self.page.evaluate(UNTIL.replace("CONDITION", condition), argument)

    def at(self, seconds: float) -> None:
        """The sound stands at a moment."""
        self.until("!document.querySelector('audio').seeking")
        assert self.time == pytest.approx(seconds, abs=50 * MILLISECOND)

    def go_to(self, typed: str) -> None:
        self.page.get_by_label("Nghe từ chỗ khác").fill(typed)
        self.press("Nghe từ đây")

    def said(self) -> str:
        return self.panel.get_by_role("status").first.inner_text()

    def lit(self) -> list[int]:
        return self.page.evaluate(
            "[...new Set([...document.querySelectorAll('.lit')].map((e) => Number(e.dataset.sentence)))]"
        )


UNTIL = """(argument) => new Promise((done, failed) => {
  const begun = performance.now();
  const look = () => {
    if (CONDITION) return done();
    if (performance.now() - begun < 30_000) return setTimeout(look, 10);
    const audio = document.querySelector("audio");
    failed(new Error(["half a minute passed:", audio.currentSrc, audio.currentTime, audio.paused, audio.readyState,
      document.querySelector(".said").textContent].join(" ")));
  };
  look();
})"""

Listen = Callable[..., Listener]


@pytest.fixture
def listen(browser: Browser, water: Published) -> Iterator[Listen]:
    """listen(width=320, cookie="co:400", context=...): a new page with the player; it must leave no complaint."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def listen(
        width: int = 1280,
        height: int = 900,
        cookie: str = "",
        context: BrowserContext | None = None,
        url: str | None = None,
        **options: Any,
    ) -> Listener:
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": height}, **options)
            contexts.append(context)
        if cookie:
            context.add_cookies([{"name": "hien_thi", "value": cookie, "url": water.site}])
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(url or water.url)
        page.wait_for_selector("[data-part=player][data-ready]")
        return Listener(page, troubles)

    yield listen
    assert troubles == []
    for context in contexts:
        context.close()


def test_nothing_sounds_and_no_audio_is_fetched_before_a_press(listen: Listen, water: Published):
    listener = listen()
    assert not listener.sounds
    assert listener.audio("readyState") == 0
    assert listener.audio("src").startswith(water.site + "/audio/")


def test_one_press_sounds_and_the_next_one_pauses_at_once(listen: Listen):
    listener = listen()
    listener.press("Nghe")
    assert listener.hear(0.5) > 0.5
    listener.press("Tạm dừng")
    assert not listener.sounds


def test_sentence_steps_land_where_the_timeline_says(listen: Listen, water: Published):
    listener = listen()
    for sentence in (1, 2, 3, 4):
        listener.press("Câu sau")
        listener.page.locator("[data-place]", has_text=f"câu {sentence + 1} trên").wait_for()
    listener.press("Nghe tiếp")
    listener.hear(water.start(4))
    assert listener.time < water.start(4) + 1
    listener.press("Tạm dừng")
    listener.press("Câu trước")
    listener.press("Câu trước")
    listener.at(water.start(2))


def test_a_late_press_on_previous_begins_the_sentence_again(listen: Listen, water: Published):
    listener = listen()
    listener.go_to("câu 3")
    listener.hear(water.start(2) + 1.8)
    listener.press("Tạm dừng")
    listener.press("Câu trước")
    listener.at(water.start(2))


def test_paragraph_steps_go_from_block_to_block(listen: Listen, water: Published):
    listener = listen()
    firsts: dict[int, int] = {}
    for sentence in water.script["sentences"]:
        firsts.setdefault(sentence["block"], sentence["index"])
    order = list(firsts.values())
    listener.press("Nghe")
    listener.hear(0.1)
    listener.press("Tạm dừng")
    for first in order[1:5]:
        listener.press("Đoạn sau")
        listener.at(water.start(first))
    listener.press("Đoạn trước")
    listener.at(water.start(order[3]))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("0:20", 20, id="minutes and seconds"),
        pytest.param("25 giây", 25, id="in words"),
        pytest.param("45", 45, id="a number above the number of paragraphs: seconds"),
        pytest.param("4", "Người dân thôn Nà Lẹng", id="a paragraph: the lead is the first, captions count"),
        pytest.param("đoạn 2", "Theo Sở Nông nghiệp", id="a paragraph by its name"),
        pytest.param("câu 3", 2, id="a sentence"),
        pytest.param("đội bóng của Trung tâm", "Chiều cùng ngày", id="words"),
        pytest.param("doi bong cua trung tam", "Chiều cùng ngày", id="words without marks"),
    ],
)
def test_listening_goes_to_what_was_typed(listen: Listen, water: Published, typed: str, words: str | int):
    listener = listen()
    listener.go_to(typed)
    if typed.startswith("câu"):
        expected = water.start(int(words))
    elif isinstance(words, int):
        expected = float(words)
    else:
        expected = water.start(water.first_of(words))
    listener.hear(expected)
    assert listener.time < expected + 1
    assert listener.sounds
    assert listener.said().startswith("Nghe từ ")


def test_the_number_typed_is_the_number_said(listen: Listen):
    listener = listen()
    listener.go_to("4")
    listener.page.locator("[data-place]", has_text="Đoạn 4 trên").wait_for()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("", "Hãy gõ phút giây", id="nothing"),
        pytest.param(
            "chữ này không có ở đâu",
            "Trong bài không có “chữ này không có ở đâu”",
            id="words that are not there",
        ),
        pytest.param("đội đường vòi", "Trong bài không có", id="marks that differ"),
        pytest.param("99:00", "Bài dài", id="beyond the end"),
        pytest.param("đoạn 900", "Bài dài", id="a paragraph that is not there"),
        pytest.param("<b>{of}</b>", "Trong bài không có “<b>{of}</b>”", id="markup is words"),
    ],
)
def test_what_cannot_be_gone_to_is_said_and_nothing_sounds(listen: Listen, typed: str, answer: str):
    listener = listen()
    listener.go_to(typed)
    listener.page.get_by_text(answer).wait_for()
    assert not listener.sounds
    assert look(listener.page, "focused") == "INPUT"


def test_the_speed_goes_in_steps_that_are_said_and_the_ends_say_so(listen: Listen):
    listener = listen()
    listener.press("Nghe")
    speed = listener.page.locator("[data-speed]")
    assert speed.evaluate("e => e.tagName") == "OUTPUT"
    seen = [speed.inner_text()]
    for _ in range(8):
        listener.press("Nhanh hơn")
        seen.append(speed.inner_text())
    assert seen == [
        "1 lần",
        "1,25 lần",
        "1,5 lần",
        "1,75 lần",
        "2 lần",
        "2,5 lần",
        "3 lần",
        "3,5 lần",
        "4 lần",
    ]
    assert listener.audio("playbackRate") == 4
    listener.press("Nhanh hơn")
    assert listener.said() == "Đã nhanh nhất, 4 lần."
    for _ in range(11):
        listener.press("Chậm hơn")
    assert listener.audio("playbackRate") == 0.5
    assert listener.said() == "Đã chậm nhất, 0,5 lần."


def test_the_place_is_said_in_words_only_when_asked(listen: Listen, water: Published):
    listener = listen()
    listener.go_to("0:20")
    listener.hear(20.1)
    ruler = listener.page.get_by_role("slider", name="Chỗ đang nghe")
    ruler.focus()
    said = ruler.get_attribute("aria-valuetext") or ""
    assert said.startswith("20 giây trên 1 phút") or said.startswith("20 giây trên 2 phút")
    assert ", đoạn " in said
    assert said.endswith(f"trên {len(water.timeline['sentences'])}")
    listener.hear(22.5)
    assert ruler.get_attribute("aria-valuetext") == said
    live = "[...document.querySelectorAll('[aria-live], [role=status], output')].map((e) => e.textContent)"
    before = listener.page.evaluate(live)
    listener.hear(23.5)
    assert listener.page.evaluate(live) == before


def test_the_ruler_is_moved_by_keys_and_by_the_pointer(listen: Listen):
    listener = listen()
    listener.press("Nghe")
    listener.hear(0.1)
    listener.press("Tạm dừng")
    ruler = listener.page.get_by_role("slider", name="Chỗ đang nghe")
    ruler.focus()
    for key, expected in (("Home", 0), ("ArrowRight", 5), ("PageUp", 35), ("ArrowLeft", 30)):
        ruler.press(key)
        listener.at(expected)
    box = ruler.bounding_box()
    assert box
    listener.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    duration = listener.audio("duration")
    assert listener.time == pytest.approx(duration / 2, abs=duration / 50)


LIT_AGAINST_HEARD = """async ({sentences, seeks, speeds}) => {
  const sentenceAt = (time) => sentences.findLastIndex((start) => start <= time + 0.005);
  const audio = document.querySelector("audio");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const wrong = [];
  let looked = 0;
  for (const [n, to] of seeks.entries()) {
    audio.playbackRate = speeds[n % speeds.length];
    audio.currentTime = to;
    const begun = performance.now();
    while (performance.now() - begun < 500) {
      await frame();
      if (performance.now() - begun < 80) continue;
      const now = audio.currentTime;
      const lit = document.querySelector(".lit");
      const number = lit ? Number(lit.dataset.sentence) : -1;
      const right = [sentenceAt(now), sentenceAt(Math.max(0, now - 0.08 * audio.playbackRate))];
      looked++;
      if (!right.includes(number)) wrong.push([to, now, number, right, audio.playbackRate]);
    }
  }
  return {looked, wrong};
}"""


def test_the_lit_sentence_is_the_one_that_sounds_after_any_seek_at_any_speed(
    listen: Listen, water: Published
):
    listener = listen()
    listener.press("Nghe")
    listener.hear(0.3)
    starts = [sentence["start"] for sentence in water.timeline["sentences"]]
    # The golden ratio spreads the seeks over the article; every other one goes just before a sentence's end.
    anywhere = [(n * 0.618 % 1) * (water.timeline["duration"] - 3) for n in range(10)]
    edges = [starts[n] - 0.2 for n in (9, 2, 15, 5, 11)]
    seeks = [seek for pair in zip(anywhere, edges * 2, strict=True) for seek in pair]
    seen = listener.page.evaluate(
        LIT_AGAINST_HEARD, {"sentences": starts, "seeks": seeks, "speeds": [0.5, 1, 1.75, 3, 4]}
    )
    assert seen["looked"] > len(seeks) * 3
    assert seen["wrong"] == []


MARKED = "[...CSS.highlights.get('spoken-word')].map(String)"


def word_at(water: Published, seconds: float) -> str:
    """The written word, as the timeline and the script tell it."""
    sentence = next(s for s in water.timeline["sentences"] if s["start"] <= seconds + 0.005 < s["end"])
    spoken = [word for word in sentence["words"] if word["start"] <= seconds + 0.005][-1]
    return water.script["sentences"][sentence["index"]]["readings"][spoken["reading"]]["written"]


@pytest.mark.parametrize(
    "words", ["nghị quyết đầu tư", pytest.param("Ngân sách tỉnh", id="in the cell of a table")]
)
def test_the_word_that_sounds_is_marked_without_touching_the_text(
    listen: Listen, water: Published, words: str
):
    listener = listen()
    text = "document.querySelector('#bai-viet').innerHTML"
    before = listener.page.evaluate(text)
    listener.go_to(words)
    start = water.start(water.first_of(words))
    for seconds in (0.5, 1.2, 1.9):
        listener.until("CSS.highlights.get('spoken-word')?.size")
        listener.hear(start + seconds)
        listener.press("Tạm dừng")
        word = word_at(water, listener.time)
        # The rule between two cells is read as the name of a column, which stands elsewhere.
        assert listener.page.evaluate(MARKED) == ([] if word == "|" else [word])
        listener.press("Nghe tiếp")
    listener.press("Tạm dừng")
    listener.page.get_by_text("Âm lượng, hẹn giờ tắt").click()
    listener.page.get_by_label("Tô sáng câu đang đọc").uncheck()
    assert listener.page.evaluate(text).replace(' class=""', "") == before


def test_reading_along_scrolls_only_a_sentence_that_left_the_window_and_never_moves_the_focus(
    listen: Listen, water: Published
):
    listener = listen(width=360, height=640, reduced_motion="reduce")
    listener.press("Nghe")
    listener.hear(0.2)
    top = listener.page.evaluate("scrollY")
    listener.go_to("Niêm yết giá nước")
    listener.until("document.querySelector('.lit')?.textContent.includes('Niêm yết')")
    box = listener.page.locator(".lit").first.bounding_box()
    assert box
    assert 0 <= box["y"] < 500
    assert listener.page.evaluate("scrollY") > top
    assert look(listener.page, "focused") == "Nghe từ đây"
    # Read on by hand: the page stays where the reader is.
    listener.page.evaluate("scrollTo(0, 0)")
    listener.until("!document.querySelector('.lit')?.textContent.includes('Niêm yết')")
    assert listener.page.evaluate("scrollY") == 0


def test_reading_along_is_switched_off_by_a_key_and_stays_off(listen: Listen, browser: Browser):
    context = browser.new_context()
    listener = listen(context=context)
    listener.press("Nghe")
    listener.until("document.querySelector('.lit')")
    listener.page.keyboard.press("Control+\\")
    assert listener.lit() == []
    assert listener.said() == "Đã tắt tô sáng câu đang đọc."
    later = listen(context=context)
    later.press("Nghe")
    later.hear(0.5)
    assert later.lit() == []
    context.close()


def test_pressing_a_sentence_listens_from_it(listen: Listen, water: Published):
    listener = listen()
    sentence = water.first_of("Bà Triệu Thị Mùi")
    listener.page.locator(f"[data-sentence='{sentence}']").click()
    listener.hear(water.start(sentence))
    assert listener.time < water.start(sentence) + 1
    assert listener.page.evaluate("document.activeElement.matches('body, main, #bai-viet')")


def test_selecting_text_sounds_nothing(listen: Listen):
    listener = listen()
    paragraph = listener.page.locator(".text > p").nth(1)
    box = paragraph.bounding_box()
    assert box
    listener.page.mouse.move(box["x"] + 5, box["y"] + 12)
    listener.page.mouse.down()
    listener.page.mouse.move(box["x"] + 250, box["y"] + 12, steps=5)
    listener.page.mouse.up()
    assert len(listener.page.evaluate("String(getSelection())")) > 10
    listener.page.wait_for_load_state("networkidle")
    assert not listener.sounds
    assert listener.audio("readyState") == 0


def test_enter_where_the_caret_or_the_found_words_are_listens_from_there(listen: Listen, water: Published):
    listener = listen()
    sentence = water.first_of("Bà Triệu Thị Mùi")
    listener.page.evaluate(
        "(n) => getSelection().selectAllChildren(document.querySelector(`[data-sentence='${n}']`))", sentence
    )
    listener.page.keyboard.press("Enter")
    listener.hear(water.start(sentence))
    assert listener.time < water.start(sentence) + 1


def test_sentences_add_no_tab_stop(listen: Listen):
    listener = listen()
    assert listener.page.locator("[data-sentence][tabindex], [data-sentence][role]").count() == 0


def test_the_whole_player_is_used_by_keyboard_alone(listen: Listen, water: Published):
    """From the skip link: three presses to the sound, then through every control in the order that is seen."""
    listener = listen()
    keyboard = listener.page.keyboard
    listener.page.locator("a[href='#nghe']").first.focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert look(listener.page, "focused") == "Nghe"
    keyboard.press("Enter")
    listener.hear(0.2)
    assert look(listener.page, "focused") == "Tạm dừng"
    order: list[str] = []
    for _ in range(13):
        keyboard.press("Tab")
        order.append(look(listener.page, "focused"))
    assert order == [
        "Chỗ đang nghe",
        "Câu trước",
        "Câu sau",
        "Đoạn trước",
        "Đoạn sau",
        "Lùi 10 giây",
        "Tới 10 giây",
        "Chậm hơn",
        "Nhanh hơn",
        "INPUT",
        "Nghe từ đây",
        "Âm lượng, hẹn giờ tắt, cách nghe khác",
        "Tải MP3, máy nào cũng nghe được",
    ]
    for key, condition in (
        ("Control+.", f"document.querySelector('audio').currentTime >= {water.start(1)}"),
        ("Control+'", f"document.querySelector('audio').currentTime >= {water.start(2)}"),
        ("Control+]", "document.querySelector('audio').playbackRate === 1.25"),
        ("Control+[", "document.querySelector('audio').playbackRate === 1"),
        ("Control+/", "document.querySelector('audio').paused"),
    ):
        keyboard.press(key)
        listener.until(condition)


def test_the_keys_are_switched_off_by_a_box(listen: Listen):
    listener = listen()
    listener.page.get_by_text("Âm lượng, hẹn giờ tắt").click()
    listener.page.get_by_label("Dùng phím tắt").uncheck()
    listener.page.keyboard.press("Control+/")
    assert not listener.sounds
    assert listener.audio("readyState") == 0


def test_letters_typed_into_the_page_are_no_keys_of_the_player(listen: Listen):
    listener = listen()
    for key in ("k", "j", "l", "m", "h", "n", "p", "1", "Space", ",", ".", "ArrowRight"):
        listener.page.keyboard.press(key)
    assert not listener.sounds
    assert listener.audio("readyState") == 0


def test_listening_goes_on_after_a_reload_where_and_as_fast_as_it_was(
    listen: Listen, browser: Browser, water: Published
):
    context = browser.new_context()
    listener = listen(context=context)
    listener.go_to("0:30")
    listener.hear(30.2)
    listener.press("Nhanh hơn")
    listener.press("Tạm dừng")
    stopped = listener.time
    listener.page.reload()
    listener.page.wait_for_selector("[data-ready]")
    assert listener.said() == "Lần trước dừng ở 30 giây."
    assert not listener.sounds
    listener.press("Nghe tiếp")
    listener.hear(stopped)
    assert listener.time < stopped + 2
    assert listener.audio("playbackRate") == 1.25
    context.close()


@pytest.mark.parametrize(
    "stored",
    [
        "{",
        "null",
        "[]",
        '{"articles": 3}',
        '{"articles": {"2": {"at": "x", "speed": -1, "of": {}}}}',
        '{"choices": []}',
    ],
)
def test_whatever_is_stored_the_player_works(listen: Listen, browser: Browser, stored: str):
    context = browser.new_context()
    context.add_init_script(f"localStorage.setItem('baonoi.nghe', {stored!r})")
    listener = listen(context=context)
    listener.press("Nghe")
    assert listener.hear(0.2) > 0.2
    context.close()


def test_without_storage_the_player_works(listen: Listen, browser: Browser):
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    listener = listen(context=context)
    listener.press("Nghe")
    listener.hear(0.3)
    listener.press("Nhanh hơn")
    listener.press("Tạm dừng")
    assert listener.audio("playbackRate") == 1.25
    context.close()


def test_of_two_windows_the_one_begun_last_sounds(listen: Listen, browser: Browser):
    context = browser.new_context()
    first, second = listen(context=context), listen(context=context)
    first.press("Nghe")
    first.hear(0.3)
    first.until("document.querySelector('.lit')")
    second.press("Nghe")
    second.hear(0.2)
    first.until("document.querySelector('audio').paused")
    assert "Đang nghe ở cửa sổ khác" in first.said()
    assert second.sounds
    first.panel.locator(".main").click()
    second.until("document.querySelector('audio').paused")
    context.close()


def test_it_stops_after_each_sentence_if_asked(listen: Listen, water: Published):
    listener = listen()
    listener.page.get_by_text("Âm lượng, hẹn giờ tắt").click()
    listener.page.get_by_label("Dừng sau mỗi câu").check()
    listener.go_to("câu 2")
    for sentence in (2, 3):
        listener.hear(water.start(sentence) - 1.5)
        listener.until("document.querySelector('audio').paused && !document.querySelector('audio').seeking")
        assert listener.time == pytest.approx(water.start(sentence), abs=50 * MILLISECOND)
        listener.panel.locator(".main").click()


def test_pauses_between_sentences_are_shortened_if_asked(listen: Listen, water: Published):
    listener = listen()
    listener.page.get_by_text("Âm lượng, hẹn giờ tắt").click()
    listener.page.get_by_label("Bỏ quãng lặng giữa các câu").check()
    listener.press("Nghe")
    listener.until("CSS.highlights.get('spoken-word')?.size")
    rates = listener.page.evaluate(
        """(end) => new Promise((done) => {
          const seen = new Set();
          const look = () => {
            const audio = document.querySelector("audio");
            seen.add(audio.playbackRate);
            if (audio.currentTime > end) done([...seen].sort()); else requestAnimationFrame(look);
          };
          document.querySelector("audio").currentTime = end - 1.5;
          look();
        })""",
        water.start(1) + 0.5,
    )
    assert rates == [1, 4]


def test_the_sleep_timer_pauses_and_says_so(listen: Listen, browser: Browser):
    context = browser.new_context()
    listener = listen(context=context)
    listener.page.clock.install()
    listener.page.reload()
    listener.page.wait_for_selector("[data-ready]")
    listener.page.get_by_text("Âm lượng, hẹn giờ tắt").click()
    listener.press("Nghe")
    listener.page.clock.run_for(1000)
    listener.page.get_by_label("Hẹn giờ tắt").select_option("5")
    assert listener.sounds
    listener.page.clock.run_for(5 * 60_000 + 10)
    assert not listener.sounds
    assert listener.said() == "Hết giờ đã hẹn nên đã tạm dừng."
    context.close()


def test_headset_keys_step_by_sentences(listen: Listen, browser: Browser, water: Published):
    context = browser.new_context()
    context.add_init_script(
        "window.acts = {}; const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);"
        "navigator.mediaSession.setActionHandler = (name, act) => { window.acts[name] = act; set(name, act); };"
    )
    listener = listen(context=context)
    listener.press("Nghe")
    listener.until("window.acts.nexttrack")
    assert listener.page.evaluate("navigator.mediaSession.metadata.title") == WATER.title
    listener.page.evaluate("window.acts.nexttrack()")
    listener.hear(water.start(1))
    assert listener.time < water.start(1) + 1
    listener.page.evaluate("window.acts.pause()")
    assert not listener.sounds
    context.close()


def test_the_front_page_offers_to_go_on_with_what_was_left_unfinished(
    listen: Listen, browser: Browser, water: Published
):
    context = browser.new_context()
    front = context.new_page()
    front.goto(water.site)
    assert not front.get_by_text("Đang nghe dở").is_visible()
    listener = listen(context=context)
    listener.go_to("0:30")
    listener.hear(30.2)
    listener.press("Tạm dừng")
    front.reload()
    assert front.get_by_text(f"Đang nghe dở: {WATER.title}").is_visible()
    assert front.get_by_text("Dừng ở đoạn ").is_visible()
    for problem in ("beyondTheWindow", "cutOff", "overlapping", "smallControls"):
        assert look(front, problem) == []
    front.get_by_role("link", name=f"Nghe tiếp bài {WATER.title}").click()
    front.wait_for_selector("[data-ready]")
    assert front.get_by_role("button", name="Nghe tiếp").first.is_visible()
    assert front.evaluate("document.querySelector('audio').paused")
    front.goto(water.site)
    front.get_by_role("button", name="Bỏ qua").click()
    assert not front.get_by_text("Đang nghe dở").is_visible()
    front.reload()
    assert not front.get_by_text("Đang nghe dở").is_visible()
    context.close()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//example.vn/", "https://example.vn/bai/1", "/hien-thi"]
)
def test_what_is_stored_leads_nowhere_else(browser: Browser, water: Published, url: str):
    context = browser.new_context()
    front = context.new_page()
    front.goto(water.site)
    front.evaluate(
        "(url) => localStorage.setItem('baonoi.nghe', JSON.stringify({articles: {1: {at: 9, title: 'a', left: 'b', url, when: 1}}}))",
        url,
    )
    front.reload()
    assert not front.get_by_text("Đang nghe dở").is_visible()
    context.close()


@pytest.mark.parametrize(("width", "scale"), [(320, 100), (320, 150), (320, 400), (320, 500), (1280, 400)])
def test_the_player_fits_with_everything_open_and_every_control_is_large(
    listen: Listen, width: int, scale: int
):
    listener = listen(width=width, cookie=f"co:{scale}")
    listener.page.get_by_text("Âm lượng, hẹn giờ tắt").click()
    listener.go_to("câu 4")
    listener.until("document.querySelector('.lit')")
    listener.press("Tạm dừng")
    assert listener.page.evaluate("document.documentElement.scrollWidth") <= width
    for problem in ("beyondTheWindow", "cutOff", "overlapping", "smallControls", "brokenSyllables"):
        assert look(listener.page, problem) == []


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_lit_and_said_stands_out_at_seven_to_one(listen: Listen, theme: str):
    listener = listen(cookie=f"mau:{theme}")
    listener.page.get_by_text("Âm lượng, hẹn giờ tắt").click()
    listener.go_to("câu 4")
    listener.until("document.querySelector('.lit')")
    listener.press("Tạm dừng")
    assert look(listener.page, "paleText", 7) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_when_the_script_takes_over_and_when_a_sentence_is_lit(
    listen: Listen, browser: Browser, water: Published, width: int
):
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(
        "window.shifts = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) shifts.push(e.value) })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    listener = listen(context=context)
    places = "[...document.querySelectorAll('.text [data-sentence]')].map((e) => { const b = e.getBoundingClientRect(); return [b.left, Math.round(b.top + scrollY), b.width] })"
    before = listener.page.evaluate(places)
    listener.page.evaluate(
        "document.querySelectorAll('.text [data-sentence]')[1].classList.add('lit', 'first')"
    )
    after = listener.page.evaluate(places)
    for (left, top, wide), (left_after, top_after, wide_after) in zip(before, after, strict=True):
        assert (left_after, wide_after) == (left, wide)
        assert abs(top_after - top) <= 1  # the ground of a lit line reaches a pixel higher; its letters stay
    assert listener.page.evaluate("shifts") == []
    context.close()


def test_without_a_script_the_browsers_own_player_stands_there_and_plays(browser: Browser, water: Published):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(water.url)
    assert page.locator("audio[controls]").is_visible()
    assert page.locator(".panel").is_hidden()
    assert page.locator("[data-bar]").is_hidden()
    context.close()


def test_when_the_module_does_not_come_the_browsers_own_player_plays(browser: Browser, water: Published):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/parts/player.js", lambda route: route.abort())
    page.goto(water.url)
    page.locator("audio[controls]").wait_for()
    page.locator("audio").focus()
    page.keyboard.press("Space")
    Listener(page).hear(0.2)
    context.close()


HEARD_AFTER_SEEK = """async ({wav, to}) => {
  const context = new AudioContext({sampleRate: 24000});
  await context.resume();
  const whole = await context.decodeAudioData(await (await fetch(wav)).arrayBuffer());
  const samples = whole.getChannelData(0);
  const audio = document.querySelector("audio");
  const source = context.createMediaElementSource(audio);
  const listener = context.createScriptProcessor(1024, 1, 1);
  const heard = [];
  listener.onaudioprocess = (event) => heard.push(...event.inputBuffer.getChannelData(0));
  source.connect(listener);
  listener.connect(context.destination);
  document.querySelector("[data-go=play]").click();
  while (heard.filter((sample) => sample !== 0).length < 12000) await new Promise((go) => setTimeout(go, 20));
  audio.pause();
  const from = heard.findIndex((sample) => sample !== 0);
  const piece = heard.slice(from + 2400, from + 2400 + 4096);
  let best = [-Infinity, 0];
  for (let at = Math.max(0, (to - 0.5) * 24000 | 0); at < (to + 1) * 24000; at++) {
    let sum = 0;
    for (let n = 0; n < piece.length; n += 2) sum += piece[n] * samples[at + n];
    if (sum > best[0]) best = [sum, at];
  }
  return (best[1] - 2400) / 24000;
}"""


def test_the_sound_after_a_typed_time_is_the_sound_of_that_time(listen: Listen, water: Published):
    """Measured in what the sound card would get, against the samples of the WAV file."""
    listener = listen()
    listener.go_to("0:33")
    listener.hear(33.05)
    listener.press("Tạm dừng")
    listener.page.evaluate("document.querySelector('audio').currentTime = 33")
    listener.until("!document.querySelector('audio').seeking")
    began = listener.page.evaluate(HEARD_AFTER_SEEK, {"wav": f"{water.api}/audio.wav", "to": 33})
    assert began == pytest.approx(33, abs=50 * MILLISECOND)
    listener.complaints.remove(next(c for c in listener.complaints if "ScriptProcessorNode" in c))


GUIDE = Path(__file__).parents[2] / "docs" / "nghe.md"


def test_the_guide_and_the_page_of_keys_name_every_key_and_no_other(browser: Browser, water: Published):
    module = Path(__file__).parents[2] / "static" / "parts" / "player.js"
    table = module.read_text("utf-8").partition("const KEYS = {")[2].partition("};")[0]
    keys = {key.replace("\\\\", "\\") for key in re.findall(r'"([^"\w]{1,2})": "', table)}
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{water.site}/phim-tat")
    assert len(keys) == 8
    assert set(page.locator("dt kbd:last-of-type").all_inner_texts()) == keys
    assert set(re.findall(r"^\| Ctrl và `(.)`", GUIDE.read_text("utf-8"), re.MULTILINE)) == keys
    for problem in ("beyondTheWindow", "cutOff", "overlapping", "smallControls"):
        assert look(page, problem) == []
    context.close()


def test_on_paper_there_are_no_controls_and_nothing_is_lit(listen: Listen):
    listener = listen(width=360)
    listener.go_to("câu 4")
    listener.until("document.querySelector('.lit')")
    listener.press("Tạm dừng")
    listener.page.emulate_media(media="print")
    assert listener.page.locator("[data-bar]").is_hidden()
    assert "Câu sau" not in listener.page.evaluate("document.body.innerText")
    ground = "getComputedStyle(document.querySelector('.lit')).backgroundColor"
    assert listener.page.evaluate(ground) == "rgba(0, 0, 0, 0)"
