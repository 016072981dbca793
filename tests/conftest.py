"""Parts for tests: a whole Báo Nói in a temporary folder, speaking with the real espeak-ng."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.settings import load_settings
from service.web.app import create_app
from service.wiring import Parts, build, start_timer

MakeParts = Callable[..., Parts]


@pytest.fixture
def make_parts(tmp_path: Path) -> Iterator[MakeParts]:
    """build() with settings for tests: an empty library, no background work, the offline voice, two workers."""
    made: list[Parts] = []

    def make(engines: Any = None, start_timer: Any = start_timer, **settings: Any) -> Parts:
        chosen = {
            "data_dir": tmp_path / "data",
            "demo": False,
            "warm": False,
            "voices": ("espeak:vi",),
            "espeak_workers": 2,
            **settings,
        }
        parts = build(load_settings(**chosen), engines=engines, start_timer=start_timer)
        made.append(parts)
        return parts

    yield make
    for parts in made:
        parts.close()


@pytest.fixture
def parts(make_parts: MakeParts) -> Parts:
    return make_parts()


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient]:
    """A client of the whole application with a token that may write."""
    token = parts.tokens.create("thử")
    with TestClient(
        create_app(parts), headers={"authorization": f"Bearer {token}"}, raise_server_exceptions=False
    ) as client:
        yield client
