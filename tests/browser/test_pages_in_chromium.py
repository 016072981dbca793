"""The listener's pages as Chromium shows them: they fit, they can be pressed, they can be read, they send nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from service.web.display import SCALES, THEMES
from tests.browser.conftest import Open

LOOKING = Path(__file__).with_name("looking.js").read_text("utf-8").strip()
PAGES = (
    *("front", "article", "settings", "section", "error", "search", "archive", "month", "day"),
    *("podcast", "accessibility"),
)


def look(page: Page, what: str, argument: object = None):
    """Ask looking.js, e.g. look(page, "cutOff")."""
    return page.evaluate(f"(argument) => {LOOKING}.{what}(argument)", argument)


WINDOWS = [(320, 100), (320, 500), (1280, 500)]
"""Width in pixels and text size in per cent: the extremes, for every page."""
MORE_WINDOWS = [(320, 200), (390, 150), (768, 125), (1024, 175), (1280, 100), (1280, 300)]
"""Between the extremes, where columns come and go, for the pages that have columns."""


@pytest.mark.parametrize(
    ("name", "width", "scale"),
    [
        *((n, *window) for n in PAGES for window in WINDOWS),
        *((n, *window) for n in PAGES[:2] for window in MORE_WINDOWS),
    ],
)
def test_a_page_fits_its_window_with_nothing_cut_off_or_overlapping(
    open_page: Open, name: str, width: int, scale: int
):
    page = open_page(name, width=width, cookie=f"co:{scale}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert look(page, "beyondTheWindow") == []
    assert look(page, "cutOff") == []
    assert look(page, "overlapping") == []
    assert look(page, "smallControls") == []
    assert look(page, "brokenSyllables") == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_spaced_out_by_its_reader_still_fits(open_page: Open, name: str):
    page = open_page(name, width=320, cookie="co:200")
    look(page, "spaceOut")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert look(page, "beyondTheWindow") == []
    assert look(page, "overlapping") == []


@pytest.mark.parametrize("scale", SCALES)
def test_every_step_is_larger_than_the_one_before_and_says_the_same(open_page: Open, scale: int):
    normal, chosen = open_page("article"), open_page("article", cookie=f"co:{scale}")
    size = "parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)"
    assert chosen.evaluate(size) == pytest.approx(normal.evaluate(size) * scale / 100)
    assert look(chosen, "words") == look(normal, "words")


@pytest.mark.parametrize("name", PAGES[:3])
@pytest.mark.parametrize(
    ("cookie", "device"),
    [
        *((f"mau:{theme}", {}) for theme in THEMES),
        ("", {"color_scheme": "dark"}),
        ("", {"contrast": "more"}),
        ("", {"contrast": "more", "color_scheme": "dark"}),
    ],
)
def test_all_text_stands_out_at_seven_to_one(open_page: Open, name: str, cookie: str, device: dict[str, str]):
    assert look(open_page(name, cookie=cookie, **device), "paleText", 7) == []


def test_the_device_chooses_light_dark_or_pure_colours_until_the_reader_does(open_page: Open):
    def paper(**options: str) -> str:
        return open_page("front", **options).evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )

    assert paper() == "rgb(251, 250, 246)"
    assert paper(color_scheme="dark") == "rgb(20, 22, 27)"
    assert paper(contrast="more") == "rgb(255, 255, 255)"
    assert paper(contrast="more", color_scheme="dark") == "rgb(0, 0, 0)"
    assert paper(cookie="mau:den-vang", color_scheme="dark", contrast="more") == "rgb(255, 230, 0)"


def tab_stops(page: Page, count: int) -> list[str]:
    stops: list[str] = []
    for _ in range(count):
        page.keyboard.press("Tab")
        stops.append(look(page, "focused"))
    return stops


def test_the_size_buttons_come_right_after_the_skip_link(open_page: Open):
    assert tab_stops(open_page("article"), 7) == [
        "Đến nội dung chính",
        "Tăng cỡ chữ",
        "Giảm cỡ chữ",
        "Cỡ chữ mặc định",
        "Cài đặt hiển thị",
        "Đến phần nghe",
        "Đến bài viết",
    ]


def height(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    return box["height"] if box else 0


def test_skip_links_appear_when_the_keyboard_reaches_them_and_lead_past_the_top(open_page: Open):
    page = open_page("article", width=320)
    tab_stops(page, 1)
    assert height(page, ".skip.first") >= 44
    assert tab_stops(page, 5)[-1] == "Đến phần nghe"
    assert height(page, ".skips") >= 44
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert look(page, "focused") == "Nghe"


@pytest.mark.parametrize("name", PAGES)
def test_every_tab_stop_shows_where_the_focus_is(open_page: Open, name: str):
    page = open_page(name)
    outline = "(() => { const s = getComputedStyle(document.activeElement.closest('label') ?? document.activeElement); return s.outlineStyle + ' ' + Math.floor(parseFloat(s.outlineWidth)) })()"
    for _ in range(page.locator("a[href], button, audio").count()):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a, button, input')"):
            assert page.evaluate(outline) == "solid 3", look(page, "focused")


def test_the_size_is_changed_and_kept_without_javascript_and_the_button_keeps_the_focus(open_page: Open):
    page = open_page("article", javascript=False)
    tab_stops(page, 2)
    for expected in (125, 150):
        page.keyboard.press("Enter")
        page.wait_for_selector(f"html[data-scale='{expected}']", state="attached")
        assert look(page, "focused") == "Tăng cỡ chữ"
    page.get_by_role("link", name="Trang nhất").first.click()
    page.wait_for_selector("html[data-scale='150'] .front", state="attached")


def test_with_javascript_the_size_changes_without_leaving_the_page(open_page: Open):
    page = open_page("article")
    page.evaluate("window.still = true")
    tab_stops(page, 2)
    for expected in (125, 150):
        page.keyboard.press("Enter")
        page.get_by_text(f"Cỡ chữ {expected} %.").wait_for(state="attached")
        assert page.evaluate("document.documentElement.dataset.scale") == str(expected)
        assert look(page, "focused") == "Tăng cỡ chữ"
    assert page.evaluate("window.still")
    assert page.evaluate("history.length") == 2
    page.reload()
    page.wait_for_selector("html[data-scale='150']", state="attached")


def test_presses_in_quick_succession_all_count(open_page: Open):
    page = open_page("article")
    page.evaluate("for (let n = 0; n < 4; n++) document.querySelector('#tang-co-chu').click()")
    page.get_by_text("Cỡ chữ 200 %.").wait_for(state="attached")


def test_when_the_script_cannot_reach_the_server_the_form_does_its_work(open_page: Open):
    page = open_page("article")
    page.route(
        "**/hien-thi",
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.wait_for_selector("html[data-scale='125']", state="attached")
    assert page.url.endswith("#tang-co-chu")


def test_going_back_shows_the_page_as_it_was_chosen_since(open_page: Open):
    page = open_page("article")
    page.get_by_role("link", name="Trang nhất").first.click()
    page.get_by_role("button", name="Tăng cỡ chữ").click()
    page.get_by_text("Cỡ chữ 125 %.").wait_for(state="attached")
    page.go_back()
    page.wait_for_selector("html[data-scale='125'] .article", state="attached")


@pytest.mark.parametrize("javascript", [True, False])
def test_pressing_at_the_limit_says_so(open_page: Open, javascript: bool):
    page = open_page("article", cookie="co:500", javascript=javascript)
    assert not page.get_by_text("Chữ đang ở cỡ lớn nhất").is_visible()
    page.get_by_role("button", name="Tăng cỡ chữ").press("Enter")
    page.get_by_text("Chữ đang ở cỡ lớn nhất, 500 %.").wait_for(state="visible")
    assert look(page, "focused") == "Chữ đang ở cỡ lớn nhất, 500 %."


def test_colours_are_chosen_on_the_settings_page_without_javascript(open_page: Open):
    page = open_page("settings", javascript=False)
    page.get_by_label("Vàng trên đen").check()
    page.get_by_label("175 %").check()
    page.get_by_role("button", name="Lưu cài đặt").click()
    page.get_by_text("Đã lưu cài đặt.").wait_for(state="visible")
    page.get_by_role("link", name="Về trang vừa xem").click()
    page.wait_for_selector("html[data-theme='vang-den'][data-scale='175'] .front", state="attached")
    page.go_back()
    page.get_by_role("button", name="Trở về mặc định").click()
    page.wait_for_selector("html[data-scale='100']:not([data-theme])", state="attached")


@pytest.mark.parametrize("name", [n for n in PAGES if n != "error"])
def test_a_page_is_light_complete_and_from_here_alone(open_page: Open, addresses: dict[str, str], name: str):
    page = open_page("error")
    page.wait_for_load_state("networkidle")
    troubles: list[str] = []
    answers: list[Response] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url}"))
    page.on(
        "request", lambda request: troubles.append(request.url) if "127.0.0.1" not in request.url else None
    )
    page.on("response", lambda answer: troubles.append(answer.url) if answer.status >= 400 else None)
    page.on("response", lambda answer: answers.append(answer) if answer.ok else None)
    page.goto(addresses[name])
    page.wait_for_load_state("networkidle")
    assert troubles == []
    assert 2 <= len(answers) <= 6
    assert sum(answer.request.sizes()["responseBodySize"] for answer in answers) < 45_000


def test_the_policy_lets_no_script_of_a_stranger_run(open_page: Open):
    page = open_page("article")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.stranger = 1'}))"
    )
    assert page.evaluate("window.stranger") is None


def test_nothing_moves_or_sounds_by_itself(open_page: Open):
    page = open_page("article")
    assert page.evaluate("document.querySelector('audio').paused")
    assert page.evaluate("document.getAnimations().length") == 0


def test_print_holds_the_article_and_no_controls(open_page: Open):
    page = open_page("article", cookie="mau:toi.co:400")
    page.emulate_media(media="print")
    shown = page.evaluate("document.body.innerText")
    assert "Bà Triệu Thị Mùi" in shown
    assert "Hương Lan" in shown
    for gone in ("Tăng cỡ chữ", "Nghe bài này", "Tải về", "Cài đặt hiển thị"):
        assert gone not in shown
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.text p')).fontSize") == "18.6667px"


def test_a_table_without_room_repeats_its_column_names_and_stays_a_table(open_page: Open):
    wide, narrow = open_page("article"), open_page("article", width=320)
    layout = "getComputedStyle(document.querySelector('.text td')).display"
    assert (wide.evaluate(layout), narrow.evaluate(layout)) == ("table-cell", "block")
    for page in (wide, narrow):
        assert page.get_by_role("columnheader").count() == 3
        assert page.get_by_role("cell", name="Ngân sách tỉnh").count() == 1


def test_with_the_forced_colours_of_the_device_buttons_keep_their_edge(open_page: Open):
    page = open_page("article", forced_colors="active")
    border = page.evaluate("getComputedStyle(document.querySelector('button')).borderTopWidth")
    assert border == "2px"
    assert look(page, "cutOff") == []
