"""gTTS, the real library, against a server on loopback that behaves as Google does, or worse."""

import math
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NoReturn

import numpy as np
import pytest
import trustme

from service.speech.engine import SpeechFailed
from service.speech.gtts import MAX_ANSWER_BYTES, GttsEngine, Limits, audio_of, is_own_proxy
from tests.loopback import google as answers
from tests.loopback.black_hole import black_hole
from tests.loopback.google import GoogleOnLoopback
from tests.loopback.proxy import ConnectProxy

VOICE = "gtts:vi"
TEXT = "Tỉnh ủy ban hành nghị quyết."
LONG = (
    "Tỉnh ủy ban hành nghị quyết về đẩy mạnh cải cách hành chính, nâng cao năng lực cạnh tranh cấp tỉnh, "
    "hướng tới xây dựng nền hành chính dân chủ, hiện đại, chuyên nghiệp, kỷ cương, công khai, minh bạch."
)
MakeEngine = Callable[..., GttsEngine]
QUICK = Limits(connect=2.0, read=2.0, total=20.0, backoff=0.01)


class Time:
    """A clock that moves only when somebody waits. waits: for how long, in order."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture(autouse=True)
def no_proxy_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleOnLoopback]:
    with GoogleOnLoopback() as server:
        monkeypatch.setattr("gtts.tts._translate_url", server.translate_url)
        yield server


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def make(time: Time) -> Iterator[MakeEngine]:
    made: list[GttsEngine] = []

    def make_engine(limits: Limits = QUICK, **options: object) -> GttsEngine:
        standard = {
            "clock": time,
            "wait": time.wait,
            "jitter": lambda: 0.0,
            "in_background": lambda work: work(),
        }
        made.append(GttsEngine(limits, **{**standard, **options}))  # type: ignore[arg-type]
        return made[-1]

    yield make_engine
    for engine in made:
        engine.close()


def test_a_short_sentence_is_one_request_and_a_long_one_is_not_cut_at_every_comma(
    google: GoogleOnLoopback, make: MakeEngine
):
    engine = make()
    engine.speak(TEXT, VOICE)
    assert google.texts == [TEXT]
    google.texts.clear()
    utterance = engine.speak(LONG, VOICE)
    assert " ".join(google.texts) == LONG
    assert len(google.texts) == math.ceil(len(LONG) / 100)
    assert all(text.endswith((",", ".")) for text in google.texts)
    assert utterance.pcm.shape[0] / utterance.rate > 6


def test_words_are_sent_as_they_are(google: GoogleOnLoopback, make: MakeEngine):
    """gTTS's own preparation drops dots after "Dr" and puts spaces after question marks."""
    make().speak("Dr. Nam hỏi: Esq. là gì?", VOICE)
    assert google.texts == ["Dr. Nam hỏi: Esq. là gì?"]


def test_a_connection_is_used_again(google: GoogleOnLoopback, make: MakeEngine):
    engine = make()
    for _ in range(3):
        engine.speak(LONG, VOICE)
    assert google.connections == 1


def test_a_connection_that_google_closed_meanwhile_costs_no_sentence(
    google: GoogleOnLoopback, make: MakeEngine
):
    engine = make()

    def speak_and_close(handler: answers.Handler, text: str) -> None:
        answers.speak(handler, text)
        handler.close_connection = True

    google.then(speak_and_close)
    engine.speak(TEXT, VOICE)
    engine.speak(TEXT, VOICE)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(answers.status(500), id="500"),
        pytest.param(answers.status(502), id="502"),
        pytest.param(answers.status(503), id="503"),
        pytest.param(answers.status(429), id="429"),
        pytest.param(answers.body(b""), id="nothing"),
        pytest.param(answers.body(b"<html>Before you continue</html>"), id="a consent page"),
        pytest.param(answers.body(b'["wrb.fr","jQ1olc","[null]"]'), id="no audio"),
        pytest.param(answers.body(b'["wrb.fr","jQ1olc","[\\"@@@@\\"]"]'), id="audio that is not base64"),
        pytest.param(answers.say(b"\0" * 5_000), id="zeros for an MP3"),
        pytest.param(answers.say(answers.spoken_mp3(TEXT)[:1_500]), id="an MP3 cut short"),
        pytest.param(answers.say(answers.mp3_of(np.zeros(40_000, np.int16))), id="an MP3 of silence"),
        pytest.param(answers.say(answers.spoken_mp3(LONG)), id="the audio of something longer"),
        pytest.param(answers.half_a_body, id="the connection breaks in the middle"),
    ],
)
def test_an_answer_that_is_no_speech_is_asked_for_again(
    google: GoogleOnLoopback, make: MakeEngine, answer: answers.Answer
):
    engine = make()
    alone = engine.speak(TEXT, VOICE)
    google.texts.clear()
    google.then(answer)
    assert engine.speak(TEXT, VOICE).pcm.tobytes() == alone.pcm.tobytes()
    assert google.texts == [TEXT, TEXT]
    google.always(answer)
    with pytest.raises(SpeechFailed):
        engine.speak(TEXT, VOICE)
    assert len(google.texts) == 2 + QUICK.attempts


@pytest.mark.parametrize("code", [301, 400, 403, 404, 413])
def test_an_answer_that_another_try_cannot_change_fails_at_once(
    google: GoogleOnLoopback, make: MakeEngine, code: int
):
    google.always(answers.status(code, Location="http://127.0.0.1:1/"))
    with pytest.raises(SpeechFailed, match=f"HTTP {code}"):
        make().speak(TEXT, VOICE)
    assert len(google.texts) == 1


def test_retry_after_is_honoured_and_waiting_grows_without_it(
    google: GoogleOnLoopback, make: MakeEngine, time: Time
):
    google.then(answers.status(429, Retry_After="7"), answers.status(503))
    make().speak(TEXT, VOICE)
    assert time.waits == [7.0, pytest.approx(0.02)]


def test_retry_after_may_be_a_date(google: GoogleOnLoopback, make: MakeEngine, time: Time):
    google.then(
        answers.status(503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=9), True))
    )
    make().speak(TEXT, VOICE)
    assert time.waits == [pytest.approx(8.5, abs=1.5)]


@pytest.mark.parametrize("value", ["soon", "-5", "1e9", "", "٣"])
def test_a_retry_after_that_cannot_be_read_is_as_none(
    google: GoogleOnLoopback, make: MakeEngine, time: Time, value: str
):
    google.then(answers.status(429, Retry_After=value.encode().decode("latin-1")))
    make().speak(TEXT, VOICE)
    assert time.waits == [pytest.approx(0.01)]


def test_asked_to_stay_away_for_long_it_fails_at_once_and_stays_away(
    google: GoogleOnLoopback, make: MakeEngine, time: Time
):
    google.then(answers.status(429, Retry_After="600"))
    engine = make()
    with pytest.raises(SpeechFailed):
        engine.speak(TEXT, VOICE)
    assert time.waits == []
    assert "600 giây" in (engine.available() or "")
    with pytest.raises(SpeechFailed):
        engine.speak(TEXT, VOICE)
    assert len(google.texts) == 1, "the second sentence did not reach the network"
    time.now += 600
    assert engine.available() is not None, "two words are being tried first"
    assert engine.available() is None
    assert google.texts == [TEXT, "xin chào"]


def test_after_three_failures_google_is_left_alone_until_two_words_come_back(
    google: GoogleOnLoopback, make: MakeEngine, time: Time
):
    google.always(answers.status(404))
    engine = make()
    for _ in range(3):
        assert engine.available() is None
        with pytest.raises(SpeechFailed):
            engine.speak(TEXT, VOICE)
    assert "30 giây" in (engine.available() or "")
    time.now += 30
    assert engine.available() is not None
    assert "60 giây" in (engine.available() or ""), "the trial failed: twice as long"
    google.always(answers.speak)
    time.now += 60
    engine.available()
    assert engine.available() is None
    engine.speak(TEXT, VOICE)


def test_no_more_requests_at_once_than_it_says(google: GoogleOnLoopback, make: MakeEngine):
    running, most = 0, 0
    lock = threading.Lock()

    def counted(handler: answers.Handler, text: str) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        answers.speak(handler, text)
        with lock:
            running -= 1

    google.always(counted)
    engine = make(Limits(parallel=3))
    threads = [threading.Thread(target=engine.speak, args=(f"câu số {n} đây", VOICE)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(google.texts) == 12
    assert most <= 3


def test_requests_are_spread_out_by_the_bucket(google: GoogleOnLoopback, make: MakeEngine, time: Time):
    engine = make(Limits(requests_per_second=2.0, burst=1))
    for _ in range(3):
        engine.speak(TEXT, VOICE)
    assert time.waits == [0.5, 0.5]


@pytest.mark.parametrize(
    "answer", [pytest.param(answers.hang, id="silence"), pytest.param(answers.drip, id="a byte at a time")]
)
def test_google_that_does_not_finish_is_given_up(google: GoogleOnLoopback, answer: answers.Answer):
    google.always(answer)
    engine = GttsEngine(Limits(read=0.3, total=0.4))
    with pytest.raises(SpeechFailed):
        engine.speak(TEXT, VOICE)


def test_an_answer_without_end_is_cut_off(google: GoogleOnLoopback, make: MakeEngine):
    google.always(answers.endless)
    with pytest.raises(SpeechFailed, match=str(MAX_ANSWER_BYTES)):
        make().speak(TEXT, VOICE)


def test_silence_from_a_google_that_has_answered_before_is_worth_another_try(google: GoogleOnLoopback):
    engine = GttsEngine(Limits(read=0.3, backoff=0.01))
    engine.speak(TEXT, VOICE)
    google.then(answers.hang)
    engine.speak(TEXT, VOICE)
    assert len(google.texts) == 3


def test_silence_from_a_google_never_heard_from_is_not(google: GoogleOnLoopback):
    google.then(answers.hang)
    with pytest.raises(SpeechFailed, match=r"Timeout|timed out"):
        GttsEngine(timeout_seconds=0.3).speak(TEXT, VOICE)
    assert len(google.texts) == 1


def test_a_dead_route_costs_one_connect_timeout(
    monkeypatch: pytest.MonkeyPatch, time: Time, make: MakeEngine
):
    with black_hole() as port:
        monkeypatch.setattr(
            "gtts.tts._translate_url", lambda tld="", path="": f"http://127.0.0.1:{port}/{path}"
        )
        with pytest.raises(SpeechFailed, match="ConnectTimeout"):
            make(Limits(connect=0.2, read=60, total=60)).speak(TEXT, VOICE)
    assert time.waits == []


def test_a_proxy_that_never_answers_costs_one_connect_timeout(time: Time, make: MakeEngine):
    with ConnectProxy(target_port=None) as silent:
        engine = make(Limits(connect=0.2, read=60, total=60), proxies={"https": silent.url})
        with pytest.raises(SpeechFailed):
            engine.speak(TEXT, VOICE)
    assert time.waits == []


def test_a_name_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    """getaddrinfo() knows no timeout."""
    over = threading.Event()

    def silent(*_: object, **__: object) -> NoReturn:
        over.wait()
        raise OSError("no name server")

    monkeypatch.setattr("socket.getaddrinfo", silent)
    with pytest.raises(SpeechFailed, match="no sign of life"):
        GttsEngine(Limits(connect=0.05, read=0.05)).speak(TEXT, VOICE)
    over.set()


def test_nobody_there_and_no_such_name_fail_without_a_second_try(
    monkeypatch: pytest.MonkeyPatch, make: MakeEngine, time: Time
):
    for host in ("127.0.0.1:1", "no-such-host.invalid"):
        monkeypatch.setattr(
            "gtts.tts._translate_url", lambda tld="", path="", host=host: f"http://{host}/{path}"
        )
        with pytest.raises(SpeechFailed):
            make().speak(TEXT, VOICE)
    assert time.waits == []


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def google_tls(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleOnLoopback]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "translate.google.com").configure_cert(context)
    with GoogleOnLoopback(tls=context) as server:
        yield server


def test_somebody_else_in_googles_place_is_not_believed(
    google_tls: GoogleOnLoopback, make: MakeEngine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gtts.tts._translate_url", google_tls.translate_url)
    with pytest.raises(SpeechFailed, match="SSL"):
        make().speak(TEXT, VOICE)
    assert google_tls.texts == []


def test_certificates_the_operator_trusts_are_believed(
    google_tls: GoogleOnLoopback,
    authority: trustme.CA,
    make: MakeEngine,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("gtts.tts._translate_url", google_tls.translate_url)
    with authority.cert_pem.tempfile() as ca_file:
        make(ca_file=ca_file).speak(TEXT, VOICE)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", ca_file)
        make().speak(TEXT, VOICE)
    assert google_tls.texts == [TEXT, TEXT]


def test_untouched_gtts_speaks_through_https_proxy_from_the_environment(
    google_tls: GoogleOnLoopback, make: MakeEngine, monkeypatch: pytest.MonkeyPatch
):
    """Nothing is patched: the tunnel to translate.google.com ends here. A proxy on this machine is believed."""
    with ConnectProxy(google_tls.port) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        make().speak(LONG, VOICE)
        assert set(proxy.asked) == {"translate.google.com:443"}
    assert " ".join(google_tls.texts) == LONG


@pytest.mark.parametrize(
    ("proxy", "believed"),
    [
        ("http://127.0.0.1:3128", True),
        ("http://[::1]:3128", True),
        ("http://localhost:3128", True),
        ("http://proxy.example:3128", False),
        ("http://10.0.0.1:3128", False),
        ("http://127.0.0.1.example:3128", False),
        (None, False),
    ],
)
def test_only_a_proxy_on_this_machine_may_show_its_own_certificate(proxy: str | None, believed: bool):
    assert is_own_proxy(proxy) == believed


def test_padding_may_come_escaped():
    assert audio_of(rb'[["wrb.fr","jQ1olc","[\"QQ\\u003d\\u003d\"]",null]]') == b"A"
