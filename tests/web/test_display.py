"""Size and theme: what a cookie or a form may say, and what comes of it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web import display
from service.web.display import (
    SCALES,
    THEMES,
    Display,
    UnknownDisplaySetting,
    changed_by,
    from_cookie,
    to_cookie,
)

displays = st.builds(Display, st.sampled_from(SCALES), st.sampled_from((None, *THEMES)))


@given(displays)
def test_what_the_cookie_keeps_is_what_the_reader_chose(chosen: Display):
    value = to_cookie(chosen, secure=False).partition(";")[0].partition("=")[2]
    assert from_cookie(value) == chosen


@given(st.text(max_size=400) | st.text(string.digits + ":.comau-", max_size=80))
def test_any_cookie_gives_settings_that_the_pages_have(value: str):
    chosen = from_cookie(value)
    assert chosen.scale in SCALES
    assert chosen.theme is None or chosen.theme in THEMES


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        pytest.param(None, Display(), id="no cookie"),
        pytest.param("co:160", Display(150), id="a step of an older version goes to the nearest one"),
        pytest.param("co:9999", Display(500), id="beyond the largest"),
        pytest.param("co:99999999999999999999", Display(), id="a forged number"),
        pytest.param("co:١٥٠", Display(), id="digits of another script"),
        pytest.param("mau:hong.co:200", Display(200), id="an unknown theme does not take the size away"),
        pytest.param("dong:18.co:200", Display(200), id="a setting of a newer version is left alone"),
        pytest.param("co:200." + "x" * 10_000, Display(), id="a huge cookie is not read"),
    ],
)
def test_a_cookie_that_is_odd_is_read_as_far_as_it_makes_sense(cookie: str | None, expected: Display):
    assert from_cookie(cookie) == expected


def test_the_default_needs_no_cookie():
    assert "Max-Age=0" in to_cookie(Display(), secure=False)
    assert "Max-Age=0" not in to_cookie(Display(125), secure=False)


def test_the_cookie_stays_on_this_site_and_on_an_encrypted_line_if_there_is_one():
    cookie = to_cookie(Display(200, "toi"), secure=True)
    assert {"Path=/", "SameSite=Lax", "Secure"} <= set(cookie.split("; "))
    assert "Secure" not in to_cookie(Display(200, "toi"), secure=False)


def test_larger_and_smaller_walk_all_steps_and_stop_at_the_ends():
    seen = [Display()]
    while not seen[-1].largest:
        seen.append(seen[-1].larger())
    assert tuple(step.scale for step in seen) == SCALES
    assert seen[-1].larger() == seen[-1]
    assert [step.smaller().scale for step in reversed(seen)] == [*reversed(SCALES[:-1]), SCALES[0]]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param({"co": "tang"}, Display(200, "toi"), id="larger"),
        pytest.param({"co": "giam"}, Display(150, "toi"), id="smaller"),
        pytest.param({"co": "macdinh"}, Display(100, "toi"), id="normal size keeps the theme"),
        pytest.param({"co": "300", "mau": "nga"}, Display(300, "nga"), id="both chosen on the settings page"),
        pytest.param({"mau": "may"}, Display(175), id="follow the device"),
        pytest.param({"datlai": "1", "co": "300"}, Display(), id="everything back to the default"),
        pytest.param({}, Display(175, "toi"), id="an empty form changes nothing"),
    ],
)
def test_a_form_changes_what_it_names(form: dict[str, str], expected: Display):
    assert changed_by(Display(175, "toi"), form) == expected


@pytest.mark.parametrize("form", [{"co": "101"}, {"co": ""}, {"co": "١٠٠"}, {"mau": "do"}, {"mau": ""}])
def test_a_form_with_an_unknown_value_is_refused(form: dict[str, str]):
    with pytest.raises(UnknownDisplaySetting):
        changed_by(Display(), form)


def test_the_theme_that_a_form_sends_for_the_device_is_no_theme_name():
    assert display.FOLLOW_DEVICE not in THEMES
