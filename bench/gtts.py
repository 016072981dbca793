"""gTTS at 200 ms latency beside the usual gTTS + pydub script. Both drive the real library against one loopback server.

Target: the whole article >= 5x faster.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from unittest import mock

from bench.gtts_script import read_aloud
from bench.making import article_of_700_words
from service.settings import load_settings
from service.studio.rendering import Rendering
from service.wiring import build
from tests.loopback.google import GoogleOnLoopback

LATENCY_SECONDS = 0.2


def _ours(title: str, body: str, folder: Path) -> float:
    settings = load_settings(data_dir=folder, voices=("gtts:vi",), demo=False, warm=False)
    parts = build(settings)
    try:
        article = parts.desk.publish(parts.desk.compose(title=title, body=body))
        began = time.perf_counter()
        rendering = parts.audio.listen(article, "mp3")
        if not isinstance(rendering, Rendering):
            raise RuntimeError("the audio was there already")

        async def hear() -> int:
            return sum([len(chunk) async for chunk in rendering.stream()])

        asyncio.run(hear())
        return time.perf_counter() - began
    finally:
        parts.close()


def run() -> str:
    title, body = article_of_700_words()
    with (
        tempfile.TemporaryDirectory() as folder,
        GoogleOnLoopback(latency_seconds=LATENCY_SECONDS) as google,
        mock.patch("gtts.tts._translate_url", google.translate_url),
    ):
        ours = _ours(title, body, Path(folder))
        asked = len(google.texts)
        began = time.perf_counter()
        read_aloud(f"{title}\n{body}", Path(folder) / "usual.mp3")
        usual = time.perf_counter() - began
    return (
        "## gTTS\n\n| what | measured | target |\n|---|---|---|\n"
        f"| whole article through gTTS at {LATENCY_SECONDS * 1000:.0f} ms latency | {ours:.1f} s in {asked} requests = "
        f"{usual / ours:.1f}x faster than the usual script ({usual:.1f} s in {len(google.texts) - asked} requests) | 5x |\n"
    )


if __name__ == "__main__":
    print(run())
