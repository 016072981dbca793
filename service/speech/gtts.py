"""Google's voice through the real gTTS library: natural, and only there while the network and Google are.

In: plain words, which leave this machine. Out: what Google spoke, decoded and judged (service/speech/answers.py).
gTTS packs the requests; we send them, because gTTS itself waits for ever, opens a connection for each part, reads
answers of any size and does not check who answers. A call ends in time whatever the network does, name servers
included: it runs in a thread that is left behind if need be.
"""

import base64
import ipaddress
import os
import queue
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import gtts as google  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import requests
import urllib3
from requests.utils import get_environ_proxies

from service.audio.pcm import Pcm
from service.errors import UnknownVoice
from service.speech.answers import NotSpeech, check_plausible, decode_mp3, longest_plausible_seconds
from service.speech.engine import SpeechFailed, Utterance, Voice, check_speakable
from service.speech.guards import CircuitBreaker, TokenBucket
from service.speech.parts import split_for_speech

VOICE: Final = Voice("gtts:vi", "Giọng Google (cần mạng; chữ được gửi tới Google)", online=True)

MAX_ANSWER_BYTES: Final = 2_000_000
"""A hundred characters are about ten seconds: 80 kB in base64. More is not an answer."""

_RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_CA_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_AUDIO: Final = re.compile(rb'jQ1olc","\[\\"([^"\n]*)\\"\]')
"""As gTTS 2.5.4 looks for it: [["wrb.fr","jQ1olc","[\\"BASE64\\"]",..."""
_ESCAPED_PADDING: Final = re.compile(rb"\\+u003d")
_PROBE_TEXT: Final = "xin chào"
_SOUND: Final = 1
"""Part of the version: raise it when anything here changes what is heard."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much patience Google gets. Seconds, unless the name says otherwise.

    connect: name, TCP and TLS together rarely take 0.2 s; a black hole costs this much once. read: one answer; a
    hundred characters take about 0.5 s. total: one call with all its parts and retries, whatever the network does.
    """

    connect: float = 0.5
    read: float = 5.0
    total: float = 12.0
    attempts: int = 3
    backoff: float = 0.3
    parallel: int = 8
    requests_per_second: float = 20.0
    burst: int = 60
    breaker_failures: int = 3
    cool_down: float = 30.0


class GttsEngine:
    """gTTS behind timeouts, retries, a token bucket and a circuit breaker."""

    name = "gtts"
    version = f"{google.__version__}+{_SOUND}"
    voices = (VOICE,)
    speed_range = (1.0, 1.0)

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        parallel: int | None = None,
        timeout_seconds: float | None = None,
        proxies: Mapping[str, str] | None = None,
        ca_file: str | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        in_background: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        """parallel, timeout_seconds: instead of limits.parallel and limits.read. proxies: by scheme, instead of the
        environment's. ca_file: certificates to trust instead of the usual ones.

        clock, wait, jitter, in_background: time, chance and threads, for tests.
        """
        limits = limits or Limits()
        self.limits: Final = replace(
            limits, parallel=parallel or limits.parallel, read=timeout_seconds or limits.read
        )
        self._proxies = proxies
        self._ca_file = ca_file
        self._clock = clock
        self._wait = wait
        self._jitter = jitter
        self._in_background = in_background or _in_daemon_thread
        self._breaker = CircuitBreaker(
            failures=self.limits.breaker_failures, cool_down_seconds=self.limits.cool_down, clock=clock
        )
        self._bucket = TokenBucket(
            per_second=self.limits.requests_per_second, burst=self.limits.burst, clock=clock
        )
        self._room = threading.BoundedSemaphore(self.limits.parallel)
        self._sessions: queue.LifoQueue[requests.Session] = queue.LifoQueue()
        self._heard_from = False
        self._closed = False

    @property
    def parallel(self) -> int:
        return self.limits.parallel

    def available(self) -> str | None:
        if self._closed:
            return "Giọng Google đã tắt."
        state = self._breaker.state
        if state == "closed":
            return None
        if state == "half-open":
            self._probe()
        seconds = max(1, round(self._breaker.seconds_left))
        return f"Giọng Google đang không trả lời. Sẽ thử lại sau khoảng {seconds} giây."

    def speak(self, text: str, voice: str, *, speed: float = 1.0) -> Utterance:
        if voice != VOICE.name:
            raise UnknownVoice(voice=voice, known=VOICE.name)
        if speed != 1.0:
            raise ValueError(f"gTTS speaks at its own pace, not at {speed} times it")
        check_speakable(text)
        if self.available() is not None:
            raise SpeechFailed(voice=voice, detail="closed" if self._closed else "the circuit is open")
        try:
            return self._judged(text)
        except _Failed as problem:
            raise SpeechFailed(voice=voice, detail=str(problem)) from problem

    def close(self) -> None:
        self._closed = True
        while True:
            try:
                self._sessions.get_nowait().close()
            except queue.Empty:
                return

    def _probe(self) -> None:
        """Ask Google for two words in the background, so that no listener waits for the trial."""
        if self._breaker.begin_trial():
            self._in_background(self._try_again)

    def _try_again(self) -> None:
        try:
            self._judged(_PROBE_TEXT)
        except _Failed:
            return  # the breaker knows

    def _judged(self, text: str) -> Utterance:
        """Call Google, and tell the breaker how it went."""
        try:
            utterance = self._in_time(text)
        except _Busy:
            raise
        except _Failed as problem:
            self._breaker.failed(problem.stay_away_seconds)
            if self._breaker.state != "closed":
                self._heard_from = False
            raise
        self._breaker.succeeded()
        return utterance

    def _in_time(self, text: str) -> Utterance:
        """Run the call in a thread, and leave it behind when time is up."""
        limits = self.limits
        if not self._room.acquire(timeout=limits.total):
            raise _Busy(f"all {limits.parallel} connections are busy")
        call = _Call(text, self._clock() + limits.total)

        def run() -> None:
            try:
                call.utterance = self._utterance(call)
            except _Failed as problem:
                call.problem = problem
            except (
                Exception
            ) as problem:  # gTTS or requests broke in a way nobody foresaw: still an answer in words
                call.problem = _Failed(f"{type(problem).__name__}: {problem}")
            finally:
                self._room.release()
                call.done.set()

        _in_daemon_thread(run)
        first = limits.connect + limits.read
        if not call.done.wait(first) and not self._heard_from:
            raise _Failed(f"no sign of life within {first} s")
        if not call.done.wait(max(0.0, limits.total - first)):
            raise _Failed(f"not finished within {limits.total} s")
        if call.utterance is None:
            raise call.problem or _Failed("no audio")
        return call.utterance

    def _utterance(self, call: "_Call") -> Utterance:
        tts = google.gTTS(
            call.text, lang="vi", lang_check=False, pre_processor_funcs=[], tokenizer_func=_parts
        )  # no tld: whoever chooses it chooses the host
        texts, prepared = _packed(tts)
        pieces: list[Pcm] = []
        rates: set[int] = set()
        for text, request in zip(texts, prepared, strict=True):
            pcm, rate = self._with_retries(text, request, call)
            pieces.append(pcm)
            rates.add(rate)
        if len(rates) != 1:
            raise _Failed(f"the parts came at different rates: {sorted(rates)}")
        return Utterance(pcm=np.concatenate(pieces), rate=rates.pop(), marks=())

    def _with_retries(self, text: str, request: requests.PreparedRequest, call: "_Call") -> tuple[Pcm, int]:
        for attempt in range(1, self.limits.attempts + 1):
            self._wait_within(call, self._bucket.take(), None)
            try:
                pcm, rate = decode_mp3(audio_of(self._fetch(request, call)), longest_plausible_seconds(text))
                check_plausible(text, pcm, rate)
                return pcm, rate
            except (_Passing, NotSpeech) as problem:
                asked = problem.stay_away_seconds if isinstance(problem, _Passing) else None
                if attempt == self.limits.attempts:
                    raise _Failed(str(problem), asked) from problem
                backoff = self.limits.backoff * 2 ** (attempt - 1) * (1.0 + self._jitter())
                self._wait_within(call, backoff if asked is None else asked, problem)
        raise AssertionError("unreachable")

    def _wait_within(self, call: "_Call", seconds: float, problem: Exception | None) -> None:
        """Wait, unless the call's time would be over by then. `problem` is why; it decides what is reported."""
        if self._clock() + seconds > call.deadline:
            asked = problem.stay_away_seconds if isinstance(problem, _Passing) else None
            raise _Failed(str(problem or "our own limit of requests a second is reached"), asked)
        if seconds > 0:
            self._wait(seconds)

    def _fetch(self, request: requests.PreparedRequest, call: "_Call") -> bytes:
        """The body of the answer. Raises _Passing when trying again may help, _Failed when it cannot."""
        url = request.url or ""
        proxies = dict(self._proxies if self._proxies is not None else get_environ_proxies(url))
        session = self._session()
        try:
            with session.send(
                request,
                timeout=(self.limits.connect, self.limits.read),
                proxies=proxies,
                verify=self._trust(proxies.get(urlsplit(url).scheme)),
                stream=True,
                allow_redirects=False,
            ) as response:
                self._heard_from = True
                if response.status_code in _RETRIED:
                    raise _Passing(f"HTTP {response.status_code}", _retry_after(response))
                if response.status_code != requests.codes["ok"]:
                    raise _Failed(f"HTTP {response.status_code}")
                body = self._body(response, call)
        except requests.RequestException as problem:
            session.close()
            raise _network_problem(problem, heard_from=self._heard_from) from problem
        except BaseException:
            session.close()
            raise
        self._sessions.put(session)
        return body

    def _body(self, response: requests.Response, call: "_Call") -> bytes:
        body = bytearray()
        for chunk in response.iter_content(16_384):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise _Failed(f"an answer of more than {MAX_ANSWER_BYTES} bytes")
            if self._clock() > call.deadline:
                raise _Failed("the answer came too slowly")
        return bytes(body)

    def _session(self) -> requests.Session:
        """A session nobody else uses, with its connection still open if there is one: a TLS handshake less."""
        try:
            return self._sessions.get_nowait()
        except queue.Empty:
            session = requests.Session()
            session.trust_env = False  # proxies and certificates are given with each request
            return session

    def _trust(self, proxy: str | None) -> bool | str:
        """Whose certificates to believe: the usual ones or the environment's, as everywhere, where gTTS believes any.

        A proxy on this very machine (a filter or a recorder that opens TLS on purpose) is believed: who runs it could
        as well change the audio here.
        """
        if self._ca_file is not None:
            return self._ca_file
        if is_own_proxy(proxy):
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
            return False
        return next((os.environ[name] for name in _CA_VARIABLES if os.environ.get(name)), True)


class _Call:
    """One sentence on its way."""

    def __init__(self, text: str, deadline: float) -> None:
        self.text = text
        self.deadline = deadline
        self.done = threading.Event()
        self.utterance: Utterance | None = None
        self.problem: _Failed | None = None


class _Failed(Exception):
    """No use in trying again now. stay_away_seconds: how long the service asked to be left alone."""

    def __init__(self, message: str, stay_away_seconds: float | None = None) -> None:
        super().__init__(message)
        self.stay_away_seconds = stay_away_seconds


class _Busy(_Failed):
    """Our own doing, not the service's."""


class _Passing(Exception):
    """Another attempt may succeed, after so many seconds when the service said so."""

    def __init__(self, message: str, stay_away_seconds: float | None = None) -> None:
        super().__init__(message)
        self.stay_away_seconds = stay_away_seconds


def audio_of(body: bytes) -> bytes:
    """The MP3 inside an answer of Google's `batchexecute`. Raises NotSpeech when there is none."""
    found = _AUDIO.search(body)
    if found is None:
        raise NotSpeech(f"an answer of {len(body)} bytes without audio")
    try:
        return base64.b64decode(_ESCAPED_PADDING.sub(b"=", found[1]).replace(b"\\", b""), validate=True)
    except ValueError as problem:
        raise NotSpeech(f"audio that is not base64: {problem}") from problem


def is_own_proxy(proxy: str | None) -> bool:
    """Whether the proxy's address is this very machine's."""
    host = urlsplit(proxy or "").hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _packed(tts: google.gTTS) -> tuple[list[str], list[requests.PreparedRequest]]:
    """gTTS's requests and the words in each. Its private methods, of the one release that is pinned; stream(), the
    public way, would send them itself."""
    texts: list[str] = tts._tokenize(tts.text)  # pyright: ignore
    prepared: list[requests.PreparedRequest] = tts._prepare_requests()  # pyright: ignore
    return texts, prepared


def _parts(text: str) -> list[str]:
    """gTTS's own tokeniser cuts at every comma, a request and a breath each; we cut only where 100 characters end."""
    return list(split_for_speech(text, google.gTTS.GOOGLE_TTS_MAX_CHARS))


def _network_problem(problem: requests.RequestException, *, heard_from: bool) -> "_Failed | _Passing":
    """Nobody there, no such name, no right certificate, silence from one never heard from (a proxy that does not open
    its tunnel shows as this): final. A connection that broke, a slow answer: worth another attempt."""
    inner: object = problem.args[0] if problem.args else None
    reason = getattr(inner, "reason", inner)
    final = (
        isinstance(problem, (requests.ConnectTimeout, requests.exceptions.SSLError))
        or isinstance(reason, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError))
        or (isinstance(problem, requests.Timeout) and not heard_from)
    )
    text = f"{type(problem).__name__}: {problem}"
    return _Failed(text) if final else _Passing(text)


def _retry_after(response: requests.Response) -> float | None:
    """Seconds the service asks us to wait, whether it named them or a date; None when it did not, or unreadably."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:6])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _in_daemon_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="gtts", daemon=True).start()
