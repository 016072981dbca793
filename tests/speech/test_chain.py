"""Which voice speaks now."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import UnknownVoice
from service.speech.chain import Chain, ChainSession
from tests.contracts.doubles import ToneEngine

ORDER = ("net:vi", "other:vi", "own:vi")


@pytest.fixture
def net() -> ToneEngine:
    return ToneEngine("net", online=True)


@pytest.fixture
def other() -> ToneEngine:
    return ToneEngine("other")


@pytest.fixture
def chain(net: ToneEngine, other: ToneEngine) -> Chain:
    return Chain([ToneEngine("own", ("vi", "south")), net, other], ORDER)


def names(session: ChainSession) -> tuple[str, ...]:
    return tuple(voice.name for voice in session.candidates())


def test_voices_are_tried_in_the_operators_order(chain: Chain):
    session = chain.session()
    assert names(session) == ORDER
    assert session.ideal.name == "net:vi"


def test_a_voice_that_failed_is_not_tried_again_in_this_rendition_but_in_the_next_one(chain: Chain):
    session = chain.session()
    session.failed(session.candidates()[0])
    assert names(session) == ("other:vi", "own:vi")
    assert session.ideal.name == "net:vi"
    assert names(chain.session()) == ORDER


def test_a_late_failure_of_an_earlier_voice_does_not_bring_it_back(chain: Chain):
    session = chain.session()
    net, other, _ = session.candidates()
    session.failed(other)
    session.failed(net)
    assert names(session) == ("own:vi",)


def test_the_last_voice_is_tried_for_every_sentence(chain: Chain):
    session = chain.session()
    for voice in session.candidates():
        session.failed(voice)
    assert names(session) == ("own:vi",)


def test_a_voice_that_cannot_be_called_is_passed_over_and_left_behind(chain: Chain, net: ToneEngine):
    net.down = "Mạng đang hỏng."
    session = chain.session()
    assert names(session) == ("other:vi", "own:vi")
    net.down = None
    assert names(session) == ("other:vi", "own:vi"), "no flipping back within one rendition"
    assert names(chain.session()) == ORDER


def test_a_later_voice_that_cannot_be_called_now_may_be_needed_later(chain: Chain, other: ToneEngine):
    other.down = "Đang hỏng."
    session = chain.session()
    assert names(session) == ("net:vi", "own:vi")
    other.down = None
    assert names(session) == ORDER


def test_when_none_can_be_called_all_are_tried(chain: Chain):
    for voice in chain.voices:
        engine = chain.engine_of(voice)
        assert isinstance(engine, ToneEngine)
        engine.down = "Đang hỏng."
    assert names(chain.session()) == ORDER


def test_a_named_voice_is_the_only_one_even_when_it_fails(chain: Chain):
    session = chain.session("own:south")
    session.failed(session.ideal)
    assert names(session) == ("own:south",)


def test_a_name_in_the_order_twice_counts_once():
    assert [voice.name for voice in Chain([ToneEngine()], ["tone:vi", "tone:vi"]).order] == ["tone:vi"]


def test_an_unknown_voice_is_answered_with_the_known_ones(chain: Chain):
    with pytest.raises(UnknownVoice) as caught:
        chain.session("own:north")
    assert "own:vi, own:south, net:vi, other:vi" in caught.value.vi_text
    with pytest.raises(UnknownVoice):
        chain.engine_of("x")
    with pytest.raises(UnknownVoice):
        Chain([ToneEngine()], ["tone:xx"])
    with pytest.raises(ValueError, match="empty"):
        Chain([ToneEngine()], [])


def test_threads_that_fail_together_move_on_once(chain: Chain):
    session = chain.session()
    first = session.candidates()[0]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: session.failed(first), range(100)))
    assert names(session) == ("other:vi", "own:vi")
