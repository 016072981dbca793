"""The whole site when things go wrong: killed in mid-speech, no room on the disk, a network that swallows everything."""

import asyncio
import http.client
import io
import os
import signal
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from bench.site import Site, open_site
from service.article import Article, Block
from service.studio.rendering import Rendering
from service.wiring import Parts
from tests.cli.running import baonoi
from tests.contracts.doubles import ToneEngine
from tests.faults.conftest import Disk
from tests.loopback.black_hole import black_hole

BODY = "\n".join(
    f"Đây là đoạn số {number} của một bài dài. Bà con nghe cho hết nhé." for number in range(200)
)


def seconds_of(mp3: bytes) -> float:
    with av.open(io.BytesIO(mp3), "r", format="mp3") as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def test_a_site_killed_while_it_speaks_goes_on_after_a_restart(tmp_path: Path):
    folder = str(tmp_path / "data")
    with open_site(data_dir=folder) as site:
        article = site.json("POST", "/api/v1/articles", {"title": "Bài dài", "body": BODY})
        path = f"/api/v1/articles/{article['id']}/audio.mp3"
        _hear_a_little(site, path)
        os.kill(site.pid, signal.SIGKILL)

    with open_site(data_dir=folder) as site:
        spoken_before = site.metric("baonoi_sentences_spoken_total")
        site.listen(path)
        timeline = site.json("GET", f"/api/v1/articles/{article['id']}/timeline")
        _, headers, _ = site.ask("GET", path)
        _, _, sound = site.ask("GET", headers["location"])
        reused = site.metric("baonoi_segments_reused_total")

    assert spoken_before == 0
    assert timeline["complete"]
    assert len(timeline["sentences"]) == 401
    assert seconds_of(sound) == pytest.approx(timeline["duration"], abs=0.06)
    assert reused >= 1, "what was spoken before the kill is not spoken again"
    checked = baonoi(tmp_path, "cache", "verify")
    assert "hỏng" not in checked.stdout


def _hear_a_little(site: Site, path: str) -> None:
    """Read some of the stream, so that sentences are surely on the disk, and hang up."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    heard = 0
    while heard < 400_000:
        heard += len(response.read1(65_536))
    connection.close()


def test_with_a_full_disk_the_listener_hears_all_and_nothing_half_is_kept(
    make_parts: Callable[..., Parts], disk: Disk
):
    parts = make_parts(engines=(ToneEngine("tone"),), voices=("tone:vi",), store_url=str(disk.folder))
    kept = parts.desk.publish(
        Article(title="Bài thử", body=(Block("paragraph", "Câu một. Câu hai. Câu ba."),))
    )
    disk.fill(left_bytes=0)

    async def hear() -> bytes:
        rendering = parts.audio.listen(kept, "mp3")
        assert isinstance(rendering, Rendering)
        return b"".join([chunk async for chunk in rendering.stream()])

    assert seconds_of(asyncio.run(hear())) > 1.5
    assert parts.audio.kept(kept, "mp3") is None

    disk.free()
    assert seconds_of(asyncio.run(hear())) > 1.5
    assert parts.audio.kept(kept, "mp3") is not None


def test_a_network_that_swallows_everything_costs_the_listener_the_voice_and_not_the_article(
    monkeypatch: pytest.MonkeyPatch,
):
    with black_hole() as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        with open_site(voices="gtts:vi,espeak:vi") as site:
            article = site.json("POST", "/api/v1/articles", {"title": "Bài thử", "body": "Một câu. Hai câu."})
            _, _, size = site.listen(f"/api/v1/articles/{article['id']}/audio.mp3")
            timeline = site.json("GET", f"/api/v1/articles/{article['id']}/timeline")

    assert size > 5_000
    assert timeline["complete"]
    assert timeline["voice"] == "espeak:vi"
