"""Audio files over HTTP: ranges, validators, methods, and files that change or vanish while they are served."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import ArticleWithdrawn, BaoNoiError
from service.web.ranges import AudioFile, AudioFiles, Unsatisfiable, content_disposition, parse_range

DIGEST = "ab" * 32
SOUND = bytes(range(256)) * 40
URL = f"http://site/audio/{DIGEST}.mp3"


class Shelf:
    """One file, and how often it was asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked = 0
        self.answer: Callable[[], AudioFile | str] = lambda: AudioFile(self.path, "Giá lợn hơi: tăng/giảm?")

    async def find(self, digest: str, extension: str) -> AudioFile | str:
        self.asked += 1
        return self.answer()


async def plain_error(scope: Any, receive: Any, send: Any, error: BaoNoiError | None) -> None:
    await send({"type": "http.response.start", "status": error.status if error else 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    path = tmp_path / "sound.mp3"
    path.write_bytes(SOUND)
    return Shelf(path)


def ask(shelf: Shelf, *requests: tuple[str, dict[str, str]], url: str = URL) -> list[httpx.Response]:
    async def all_of_them() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=AudioFiles(shelf.find, plain_error))
        async with httpx.AsyncClient(transport=transport) as client:
            return [await client.request(method, url, headers=headers) for method, headers in requests]

    return asyncio.run(all_of_them())


@pytest.mark.parametrize(
    ("header", "status", "body", "content_range"),
    [
        pytest.param("bytes=0-0", 206, SOUND[:1], "bytes 0-0/10240", id="the first byte"),
        pytest.param("bytes=100-199", 206, SOUND[100:200], "bytes 100-199/10240", id="a middle"),
        pytest.param("bytes=10200-", 206, SOUND[10200:], "bytes 10200-10239/10240", id="to the end"),
        pytest.param("bytes=10200-99999", 206, SOUND[10200:], "bytes 10200-10239/10240", id="beyond the end"),
        pytest.param("bytes=-40", 206, SOUND[-40:], "bytes 10200-10239/10240", id="a suffix"),
        pytest.param("bytes=-99999", 206, SOUND, "bytes 0-10239/10240", id="a suffix longer than the file"),
        pytest.param("Bytes = 5 - 6", 206, SOUND[5:7], "bytes 5-6/10240", id="capitals and spaces"),
        pytest.param("bytes=10240-", 416, b"", "bytes */10240", id="begins after the end"),
        pytest.param("bytes=-0", 416, b"", "bytes */10240", id="an empty suffix"),
        pytest.param("bytes=9-3", 200, SOUND, None, id="backwards is no range"),
        pytest.param("bytes=a-b", 200, SOUND, None, id="letters are no range"),
        pytest.param("bytes=-", 200, SOUND, None, id="nothing is no range"),
        pytest.param("items=0-5", 200, SOUND, None, id="an unknown unit is ignored"),
        pytest.param("bytes=0-5,10-15", 200, SOUND, None, id="several ranges get the whole"),
        pytest.param("bytes=" + "9" * 40 + "-", 200, SOUND, None, id="a number of forty digits"),
    ],
)
def test_a_range_is_answered_as_rfc_9110_says(shelf, header, status, body, content_range):
    (response,) = ask(shelf, ("GET", {"range": header}))

    assert response.status_code == status
    assert response.content == body
    assert response.headers.get("content-range") == content_range
    if status != 416:
        assert response.headers["content-length"] == str(len(body))


@given(
    first=st.one_of(st.none(), st.integers(0, 200)),
    last=st.one_of(st.none(), st.integers(0, 200)),
    size=st.integers(1, 100),
)
def test_a_range_always_lies_inside_the_file(first, last, size):
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    try:
        span = parse_range(header, size)
    except Unsatisfiable:
        return
    if span is not None:
        assert 0 <= span[0] < span[1] <= size


def test_the_whole_file_is_immutable_named_and_typed(shelf):
    (response,) = ask(shelf, ("GET", {}))

    assert response.content == SOUND
    assert response.headers["content-type"] == "audio/mpeg"
    assert response.headers["etag"] == f'"{DIGEST}"'
    assert "immutable" in response.headers["cache-control"]
    assert "filename*=UTF-8''Gi%C3%A1%20l%E1%BB%A3n%20h%C6%A1i" in response.headers["content-disposition"]


def test_head_tells_the_length_without_the_body(shelf):
    (response,) = ask(shelf, ("HEAD", {}))

    assert response.status_code == 200
    assert response.headers["content-length"] == "10240"
    assert response.headers["accept-ranges"] == "bytes"
    assert response.content == b""


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        pytest.param(f'"{DIGEST}"', 304, id="the same"),
        pytest.param(f'W/"{DIGEST}"', 304, id="weakly the same"),
        pytest.param(f'"other", "{DIGEST}"', 304, id="one of several"),
        pytest.param("*", 304, id="any"),
        pytest.param('"other"', 200, id="another"),
    ],
)
def test_a_file_that_the_client_has_is_not_sent_again(shelf, tag, status):
    (response,) = ask(shelf, ("GET", {"if-none-match": tag}))

    assert response.status_code == status
    assert response.content == (SOUND if status == 200 else b"")


@pytest.mark.parametrize(("tag", "status"), [(f'"{DIGEST}"', 206), ('"other"', 200)])
def test_if_range_gives_a_part_only_of_the_same_file(shelf, tag, status):
    (response,) = ask(shelf, ("GET", {"range": "bytes=0-9", "if-range": tag}))

    assert response.status_code == status


def test_other_methods_are_refused(shelf):
    (response,) = ask(shelf, ("POST", {}))

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path", ["/audio/x.mp3", f"/audio/{DIGEST}.exe", f"/audio/{DIGEST}", "/audio/../x.mp3"]
)
def test_an_address_that_cannot_be_audio_is_not_found(shelf, path):
    (response,) = ask(shelf, ("GET", {}), url=f"http://site{path}")

    assert response.status_code == 404
    assert shelf.asked == 0


def test_a_file_is_looked_up_once_for_many_requests(shelf):
    ask(shelf, *[("GET", {"range": f"bytes={n}-{n + 5}"}) for n in range(20)])

    assert shelf.asked == 1


def test_a_file_that_vanished_is_asked_for_again_at_once(shelf):
    def gone() -> AudioFile:
        raise ArticleWithdrawn(id=1)

    async def listen_and_withdraw() -> list[int]:
        transport = httpx.ASGITransport(app=AudioFiles(shelf.find, plain_error))
        async with httpx.AsyncClient(transport=transport) as client:
            before = await client.get(URL)
            shelf.path.unlink()
            shelf.answer = gone
            after = await client.get(URL)
            return [before.status_code, after.status_code]

    assert asyncio.run(listen_and_withdraw()) == [200, 410]


def test_audio_that_was_made_again_elsewhere_is_a_redirect(shelf):
    shelf.answer = lambda: "/audio/other.mp3"

    (response,) = ask(shelf, ("GET", {}))

    assert response.status_code == 307
    assert response.headers["location"] == "/audio/other.mp3"


@pytest.mark.parametrize(
    ("title", "readable"),
    [
        pytest.param("Chợ Đồn", "Ch%E1%BB%A3%20%C4%90%E1%BB%93n.mp3", id="Vietnamese"),
        pytest.param('a/b\\c"d\r\nX: y', "a%20b%20c%20d%20X%20y.mp3", id="signs that break headers or paths"),
        pytest.param("...", "bao-noi.mp3", id="nothing left"),
    ],
)
def test_a_download_has_a_name_that_is_readable_and_harmless(title, readable):
    header = content_disposition(title, "mp3", attachment=True)

    assert header == f"attachment; filename=\"bao-noi.mp3\"; filename*=UTF-8''{readable}"
    assert "\r" not in header
    assert "\n" not in header
