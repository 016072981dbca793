"""A page of the running site, with the offline voice: it reads itself aloud, and goes on while its size is changed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from service.web import urls
from service.web.app import create_app
from service.wiring import Parts
from tests.browser.conftest import serving
from tests.web.doubles import WATER

HEARD = """(seconds) => new Promise((done, failed) => {
  const look = () => {
    const audio = document.querySelector("audio");
    if (audio.currentTime > seconds) done(audio.currentTime);
  };
  document.addEventListener("timeupdate", look, true);
  document.addEventListener("error", (event) => failed(new Error(event.target.error?.message)), true);
  look();
})"""
"""Resolves when the listener has heard `seconds` of the audio."""


@pytest.fixture
def address(parts: Parts) -> Iterator[str]:
    """A site that has just published one article and made no audio yet."""
    kept = parts.desk.publish(WATER)
    with serving(create_app(parts)) as site:
        yield site + urls.article(kept.id or 0, kept.title)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(address)
    yield page
    assert troubles == []
    context.close()


def press_play(page: Page) -> None:
    """As a keyboard user does: Tab to the player, Space."""
    page.locator(".panel").get_by_role("button", name="Nghe", exact=True).focus()
    page.keyboard.press("Space")


def test_the_first_listener_hears_the_article_while_it_is_made(page: Page):
    assert page.get_by_text("bấm nghe được ngay").is_visible()
    press_play(page)
    assert page.evaluate(HEARD, 0.3) > 0.3


def test_the_sound_goes_on_while_the_text_grows(page: Page):
    press_play(page)
    before = page.evaluate(HEARD, 0.2)
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.get_by_text("Cỡ chữ 125 %.").wait_for(state="attached")
    assert page.evaluate("document.querySelector('audio').paused") is False
    assert page.evaluate(HEARD, before + 0.3) > before


def test_once_heard_the_page_holds_the_finished_files_and_their_sizes(page: Page, address: str):
    stream = page.request.get(
        address.partition("/bai/")[0] + (page.locator("audio").get_attribute("src") or "")
    )
    assert stream.ok
    page.reload()
    source = page.locator("audio").get_attribute("src") or ""
    assert source.startswith("/audio/")
    assert page.locator(".about").get_by_text(", nghe ").is_visible()
    press_play(page)
    assert page.evaluate(HEARD, 0.3) > 0.3
    for link in page.locator("a[download]").all():
        answer = page.request.get(address.partition("/bai/")[0] + (link.get_attribute("href") or ""))
        assert answer.ok
        assert len(answer.body()) > 1_000
