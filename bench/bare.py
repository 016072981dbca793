"""What the same sentences cost with espeak-ng and LAME alone: no cache, no joins, no timeline, no server.

In: spoken sentences. Out: seconds, from "go" to the last encoded byte, in processes that are warm when it starts.
Each process takes the next sentence of its share, speaks it through ctypes and encodes it at 64 kbit/s.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]

RATE = 22_050


def bare_seconds(sentences: list[str], processes: int | None = None) -> float:
    """Seconds to speak and encode all sentences with this many processes (default: one a core)."""
    from service.audio.mp3 import BIT_RATE_KBPS, LAME_QUALITY

    count = processes or len(os.sched_getaffinity(0))
    command = [sys.executable, str(Path(__file__).resolve()), espeakng_loader.get_library_path()]
    command += [espeakng_loader.get_data_path(), str(BIT_RATE_KBPS), str(LAME_QUALITY)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        for number, process in enumerate(running):
            assert process.stdin is not None
            process.stdin.write(json.dumps(sentences[number::count]) + "\n")
            process.stdin.flush()
        for process in running:
            _expect(process, "ready")
        began = time.perf_counter()
        for process in running:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in running:
            _expect(process, "done")
        return time.perf_counter() - began
    finally:
        for process in running:
            process.communicate()


def _expect(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdout is not None
    if (line := process.stdout.readline().strip()) != word:
        raise RuntimeError(f"the bare loop said {line!r} instead of {word!r}")


def _speak_and_encode(library: str, data_folder: str, bit_rate: int, quality: int) -> None:
    """Runs in each process, as a script: the part of Báo Nói it needs is loaded by path, the package is not."""
    import runpy

    import lameenc

    script = Path(__file__).resolve().parent.parent / "service" / "speech" / "espeak_worker.py"
    espeak = runpy.run_path(str(script))["Espeak"](library, data_folder)
    espeak.select(b"vi")

    def make(sentence: str) -> bytes:
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_bit_rate(bit_rate)
        encoder.set_in_sample_rate(RATE)
        encoder.set_out_sample_rate(RATE)
        encoder.set_channels(1)
        encoder.set_quality(quality)
        pcm = bytearray()
        espeak.synthesize(sentence.encode(), 175, pcm.extend)
        return bytes(encoder.encode(bytes(pcm)) + encoder.flush())

    sentences = json.loads(sys.stdin.readline())
    make("à")
    print("ready", flush=True)
    sys.stdin.readline()
    for sentence in sentences:
        make(sentence)
    print("done", flush=True)


if __name__ == "__main__":
    _speak_and_encode(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
