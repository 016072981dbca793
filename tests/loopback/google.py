"""A server that answers gTTS's `batchexecute` call with real MP3, and misbehaves on request.

with GoogleOnLoopback() as google:
    google.then(Status(429, {"Retry-After": "2"}), Garbage())     # the next two answers; afterwards it speaks
    monkeypatch.setattr("gtts.tts._translate_url", google.translate_url)
"""

import base64
import contextlib
import functools
import json
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

import lameenc
import numpy as np

from service.speech.espeak import RATE, EspeakEngine

Answer = Callable[["Handler", str], None]
"""Given the connection and the words that were asked for."""


class GoogleOnLoopback:
    """texts: what was asked for, in order of arrival. connections: how many were opened."""

    def __init__(self, *, latency_seconds: float = 0.0, tls: ssl.SSLContext | None = None) -> None:
        self.latency_seconds = latency_seconds
        self.texts: list[str] = []
        self.connections = 0
        self.released = threading.Event()
        self._planned: list[Answer] = []
        self._always: Answer = speak
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.google = self
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._server.tls = tls
        self.port: int = self._server.server_address[1]

    def then(self, *answers: Answer) -> None:
        """What the next requests get, one each."""
        with self._lock:
            self._planned.extend(answers)

    def always(self, answer: Answer) -> None:
        with self._lock:
            self._always = answer

    def translate_url(self, tld: str = "com", path: str = "") -> str:
        """Stands in for gtts.tts._translate_url."""
        return f"{self._scheme}://localhost:{self.port}/{path}"

    def answer_for(self, text: str) -> Answer:
        with self._lock:
            self.texts.append(text)
            return self._planned.pop(0) if self._planned else self._always

    def __enter__(self) -> "GoogleOnLoopback":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


def speak(handler: "Handler", text: str) -> None:
    """What Google does."""
    handler.send_audio(spoken_mp3(text))


def say(mp3: bytes) -> Answer:
    """These bytes as the audio, whatever was asked for."""
    return lambda handler, text: handler.send_audio(mp3)


def status(code: int, **headers: str) -> Answer:
    """An error; `Retry_After="2"` becomes the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, text: handler.send_body(code, b"no", named)


def body(data: bytes) -> Answer:
    """200 with these bytes."""
    return lambda handler, text: handler.send_body(200, data, {})


def half_a_body(handler: "Handler", text: str) -> None:
    """The connection breaks in the middle of the answer."""
    whole = enveloped(spoken_mp3(text))
    handler.send_body(200, whole[: len(whole) // 2], {"Content-Length": str(len(whole))})
    handler.close_connection = True


def hang(handler: "Handler", text: str) -> None:
    """Takes the request and says nothing until the test is over."""
    handler.google.released.wait()
    handler.close_connection = True


def drip(handler: "Handler", text: str) -> None:
    """A byte every few milliseconds: never long enough in between to time out."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    handler.close_connection = True
    with contextlib.suppress(OSError):
        while not handler.google.released.wait(0.005):
            handler.wfile.write(b"A")
            handler.wfile.flush()


def endless(handler: "Handler", text: str) -> None:
    """A body without end."""
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    with contextlib.suppress(OSError):
        while not handler.google.released.is_set():
            handler.wfile.write(b"A" * 65_536)


@functools.lru_cache(maxsize=256)
def spoken_mp3(text: str) -> bytes:
    """The words in espeak's voice, as the MP3 that Google would send (mono, 32 kbit/s)."""
    return mp3_of(_espeak().speak(text, "espeak:vi").pcm)


def mp3_of(pcm: "np.ndarray[tuple[int], np.dtype[np.int16]]", rate: int = RATE) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(32)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(pcm.tobytes()) + encoder.flush())


def enveloped(mp3: bytes) -> bytes:
    """The lines of a `batchexecute` answer."""
    inner = json.dumps([base64.b64encode(mp3).decode()], separators=(",", ":"))
    outer = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":"))
    return f")]}}'\n\n{len(outer)}\n{outer}\n25\n[['e',4,null,null,130]]\n".encode()


@functools.cache
def _espeak() -> EspeakEngine:
    return EspeakEngine(workers=1)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    google: GoogleOnLoopback
    tls: ssl.SSLContext | None = None

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self.google.connections += 1
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except OSError:  # the client did not believe our certificate
                self.shutdown_request(request)
                return
        super().process_request_thread(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what many tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    @property
    def google(self) -> GoogleOnLoopback:
        assert isinstance(self.server, _Server)
        return self.server.google

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        text = json.loads(json.loads(form["f.req"][0])[0][0][1])[0]
        if self.google.latency_seconds:
            time.sleep(self.google.latency_seconds)
        self.google.answer_for(text)(self, text)

    def send_audio(self, mp3: bytes) -> None:
        self.send_body(200, enveloped(mp3), {})

    def send_body(self, code: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        pass
