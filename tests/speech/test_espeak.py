"""espeak-ng: what only this voice does. What every engine does: tests/contracts/test_engines.py."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from service.speech import espeak_worker
from service.speech.engine import SpeechFailed
from service.speech.espeak import EspeakEngine, plain_words, words_per_minute, worker_command

VOICE = "espeak:vi"
TEXT = "Ngày hai mươi hai tháng tư, tỉnh ủy ban hành nghị quyết về cải cách hành chính."


@pytest.fixture(scope="module")
def espeak() -> Iterator[EspeakEngine]:
    engine = EspeakEngine(workers=2)
    yield engine
    engine.close()


@pytest.fixture
def fresh() -> Iterator[Callable[..., EspeakEngine]]:
    made: list[EspeakEngine] = []

    def make(script: str | None = None, **options: object) -> EspeakEngine:
        command = None if script is None else (sys.executable, "-I", "-S", "-c", script)
        made.append(EspeakEngine(command=command, **{"workers": 1, **options}))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for engine in made:
        engine.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait for something another process does; a test that hangs is cut off here."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.005)


def test_nearly_every_word_has_its_mark(espeak: EspeakEngine):
    utterance = espeak.speak(TEXT, VOICE)
    assert len(utterance.marks) == len(TEXT.split())


def test_a_mark_is_where_the_word_sounds(espeak: EspeakEngine):
    """Before the mark of a word that follows a comma there is the pause; after it, the word."""
    utterance = espeak.speak("một hai ba, bốn năm sáu", VOICE)
    at = utterance.marks[3].sample
    loudness = np.abs(utterance.pcm.astype(int))
    before, after = loudness[at - 1_500 : at - 300], loudness[at : at + 4_000]
    assert before.max() * 5 < after.max()


@pytest.mark.parametrize(
    ("text", "word_without_mark"),
    [
        pytest.param("một \0 hai ba", 1, id="NUL, which would end the text"),
        pytest.param("một [[]] hai ba", 1, id="phoneme input, empty"),
        pytest.param("một \u202e hai ba", 1, id="a bidi control"),
        pytest.param("một \x01 hai ba", 1, id="espeak's own command character"),
    ],
)
def test_a_word_of_commands_alone_is_not_spoken_and_the_others_keep_their_numbers(
    espeak: EspeakEngine, text: str, word_without_mark: int
):
    utterance = espeak.speak(text, VOICE)
    assert [mark.word for mark in utterance.marks] == [0, 2, 3]
    assert utterance.pcm.tobytes() == espeak.speak("một hai ba", VOICE).pcm.tobytes()


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        pytest.param("-v en xin chào", "v en xin chào", id="looks like an option"),
        pytest.param("--stdin xin chào", "stdin xin chào", id="looks like a long option"),
        pytest.param("[[xin]] chào", "xin chào", id="phoneme brackets"),
        pytest.param("[[[xin]]] chào", "[xin] chào", id="brackets in brackets"),
        pytest.param("x[\u200b[in]] chào", "xin chào", id="brackets hidden by a format character"),
        pytest.param("xin\x01 120S chào", "xin 120S chào", id="an embedded speed command"),
        pytest.param("xin \ud800 chào", "xin chào", id="half of a surrogate pair"),
    ],
)
def test_no_text_reaches_anything_but_the_voice(espeak: EspeakEngine, text: str, same_as: str):
    assert espeak.speak(text, VOICE).pcm.shape[0] == pytest.approx(
        espeak.speak(same_as, VOICE).pcm.shape[0], abs=1_500
    )


def test_markup_is_words_not_commands(espeak: EspeakEngine, tmp_path: Path):
    trap = tmp_path / "launched"
    espeak.speak(f'<audio src="|touch {trap}">xin chào</audio>'[:400], VOICE)
    assert not trap.exists()


@pytest.mark.parametrize(("speed", "rate"), [(0.48, 81), (1.0, 175), (2.0, 341), (2.75, 447)])
def test_speed_becomes_the_rate_that_was_measured_for_it(speed: float, rate: int):
    assert words_per_minute(speed) == rate


def test_plain_words_tell_where_each_word_of_the_text_begins():
    assert plain_words("  a [[ bc\x00\u00a0 d ") == ("a bc d", ((0, 0), (2, 2), (5, 3)))


def test_the_version_is_the_librarys(espeak: EspeakEngine):
    assert espeak.version.startswith("1.5")


def test_both_workers_make_the_same_samples(espeak: EspeakEngine):
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: espeak.speak(TEXT, VOICE).pcm.tobytes(), range(8)))
    assert len(set(made)) == 1


def test_a_worker_that_was_killed_is_replaced_unnoticed(fresh: Callable[..., EspeakEngine]):
    engine = fresh(warm=True)
    before = engine.speak(TEXT, VOICE)
    [pid] = engine.pids
    os.kill(pid, signal.SIGKILL)
    until(lambda: not _lives(pid))
    assert engine.speak(TEXT, VOICE).pcm.tobytes() == before.pcm.tobytes()
    assert engine.pids != (pid,)


@pytest.mark.parametrize("victim", ["the library's process", "the worker and its child"])
def test_killed_in_mid_sentence_the_sentence_is_spoken_by_another(
    fresh: Callable[..., EspeakEngine], victim: str
):
    engine = fresh(warm=True)
    whole = engine.speak(TEXT, VOICE).pcm.tobytes()
    [pid] = engine.pids
    worker = psutil.Process(pid)
    child = stopped_child(worker)  # the sentence will be on its way, and stays there
    with ThreadPoolExecutor(1) as pool:
        speaking = pool.submit(engine.speak, TEXT, VOICE)
        if victim == "the worker and its child":
            worker.kill()
        child.kill()
        assert speaking.result(20).pcm.tobytes() == whole
    assert engine.pids != (pid,)


def stopped_child(worker: psutil.Process) -> psutil.Process:
    """The process that waits to speak; the one before it may just be ending."""
    stopped: list[psutil.Process] = []

    def stop() -> bool:
        for child in worker.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                child.suspend()
                if child.status() == psutil.STATUS_STOPPED:
                    stopped.append(child)
        return bool(stopped)

    until(stop)
    return stopped[0]


FRAMES = """
import os, struct, sys
frame = lambda kind, payload: os.write(1, struct.pack("<3scI", b"BNe", kind, len(payload)) + payload)
frame(b".", struct.pack("<I", 0) + b"9.9")
"""


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("raise SystemExit(3)", id="does not start"),
        pytest.param("print('hello')", id="says something else at the start"),
        pytest.param(FRAMES, id="ends after its hello"),
        pytest.param(FRAMES + "os.read(0, 99); os.write(1, b'xxxxxxxxxxxx')", id="answers rubbish"),
        pytest.param(FRAMES + "os.read(0, 99); frame(b'.', b'')", id="answers without a status"),
        pytest.param(
            FRAMES + "os.read(0, 99); frame(b'.', struct.pack('<I', 0))", id="answers without sound"
        ),
        pytest.param(FRAMES + "os.read(0, 99); frame(b'+', b'x'); frame(b'.', bytes(4))", id="half a sample"),
        pytest.param(FRAMES + "os.read(0, 99); frame(b'.', bytes(9))", id="half a word event"),
        pytest.param(FRAMES + "os.read(0, 99); frame(b'.', struct.pack('<I', 2) + b'why')", id="refuses"),
        pytest.param(
            FRAMES + "os.write(1, struct.pack('<3scI', b'BNe', b'+', 4_000_000_000))", id="promises 4 GB"
        ),
        pytest.param(FRAMES + "os.read(0, 99); os.read(0, 99)", id="hangs"),
    ],
)
def test_a_worker_that_gives_no_speech_is_one_failed_sentence(
    fresh: Callable[..., EspeakEngine], script: str
):
    engine = fresh(script, timeout_seconds=0.2)
    with pytest.raises(SpeechFailed) as caught:
        engine.speak(TEXT, VOICE)
    assert VOICE in caught.value.en_text
    assert "Hãy thử lại" in caught.value.vi_text


def test_word_events_that_cannot_be_right_are_not_marks(fresh: Callable[..., EspeakEngine]):
    """Events at (character, sample): backwards, beyond the end, twice the same word."""
    script = (
        FRAMES
        + """
os.read(0, 999)
frame(b"+", bytes(2000))
frame(b".", struct.pack("<I", 0) + struct.pack("<10I", 0, 5, 4, 3, 5, 400, 4, 500, 9, 9_999_999))
"""
    )
    utterance = fresh(script).speak("một hai ba", VOICE)
    assert [tuple(mark) for mark in utterance.marks] == [(0, 5), (1, 400)]


def test_without_the_library_the_engine_says_so_in_vietnamese(fresh: Callable[..., EspeakEngine]):
    engine = EspeakEngine(workers=1, command=(*worker_command()[:4], "/nowhere/libespeak-ng.so", "/nowhere"))
    assert "espeakng-loader" in (engine.available() or "")
    engine.close()


@pytest.mark.parametrize("forked", [False, True], ids=["alone", "with a forked child that lives on"])
def test_workers_end_when_the_process_that_asked_is_killed(tmp_path: Path, forked: bool):
    """kill -9 leaves no time to clean up; a child holds copies of every pipe that it is not told to close."""
    pids = tmp_path / "pids"
    script = f"""
import os, pathlib, signal, sys
from service.speech.espeak import EspeakEngine
engine = EspeakEngine(workers=2, warm=True)
child = os.fork() if {forked} else -1
if child == 0:
    for fd in range(3):
        os.close(fd)
    signal.pause()
pathlib.Path({str(pids)!r}).write_text(" ".join(map(str, (child, *engine.pids))))
print("ready", flush=True)
sys.stdin.read()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    child, *workers = [int(pid) for pid in pids.read_text().split()]
    assert len(workers) == 2
    parent.kill()
    parent.communicate()
    try:
        until(lambda: not any(_lives(pid) for pid in workers))
    finally:
        if forked:
            os.kill(child, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_forked_child_speaks_with_workers_of_its_own(espeak: EspeakEngine):
    whole = espeak.speak(TEXT, VOICE).pcm.tobytes()
    ours = espeak.pids
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        ending = 1
        try:
            same = espeak.speak(TEXT, VOICE).pcm.tobytes() == whole
            own = not set(espeak.pids) & set(ours)
            os.write(writing, b"same" if same and own else b"other")
            espeak.close()
            ending = 0
        finally:
            os._exit(ending)
    assert os.read(reading, 9) == b"same"
    assert os.waitpid(child, 0)[1] == 0
    os.close(reading)
    os.close(writing)
    assert espeak.speak(TEXT, VOICE).pcm.tobytes() == whole
    assert espeak.pids == ours


def test_a_worker_stays_lean_and_sees_no_secret(
    fresh: Callable[..., EspeakEngine], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BAONOI_SECRET", "do not pass on")
    engine = fresh(warm=True)
    engine.speak(TEXT, VOICE)
    worker = psutil.Process(engine.pids[0])
    maps = Path(f"/proc/{worker.pid}/smaps_rollup").read_text()
    pss_kb = int(next(line.split()[1] for line in maps.splitlines() if line.startswith("Pss:")))
    assert pss_kb < 16_000
    assert "BAONOI_SECRET" not in worker.environ()


def test_the_worker_imports_the_standard_library_alone():
    script = (
        f"import runpy, sys; runpy.run_path({espeak_worker.__file__!r}, run_name='loaded'); "
        "print([name for name in sys.modules if name.split('.')[0] not in sys.stdlib_module_names and name != '__main__'])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
