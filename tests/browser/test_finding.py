"""Finding an article in Chromium: keyboard only, without JavaScript, with the chosen size kept."""

import pytest

from tests.browser.conftest import Open


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_front_page_to_a_found_article_by_keyboard_alone(open_page: Open, javascript: bool):
    page = open_page("front", javascript=javascript, cookie="co:150")
    page.get_by_role("link", name="Tìm bài").first.press("Enter")
    field = page.get_by_role("searchbox", name="Tìm bài")
    field.focus()
    page.keyboard.type("cho don duong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#ket-qua")
    assert page.get_by_role("heading", level=2).inner_text() == "1 bài khớp với “cho don duong”"
    assert field.input_value() == "cho don duong"
    assert page.locator("html[data-scale='150']").count() == 1
    page.keyboard.press("Tab")  # the form leads to the sentence, and from there on to the first result
    assert "Chợ Đồn" in page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.closest('h3') !== null")


def test_found_words_stand_out_in_every_theme_without_colour(open_page: Open):
    page = open_page("search", cookie="mau:vang-den")
    line = page.evaluate("getComputedStyle(document.querySelector('mark')).textDecorationLine")
    assert line == "underline"
