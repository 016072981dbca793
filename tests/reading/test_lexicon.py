"""Written form -> spoken form: which entry wins, where words end, what decides an ambiguous form."""

import pytest

from service.reading.lexicon import Entry, Lexicon, Match, builtin
from service.reading.lexicon_check import checked
from service.reading.lexicon_shipped import shipped
from service.reading.syllables import is_syllable


def said(text: str, at: str, lexicon: Lexicon | None = None, section: str | None = None) -> Match | None:
    return (builtin() if lexicon is None else lexicon).match(text, text.index(at), section)


@pytest.mark.parametrize(
    ("text", "at", "spoken"),
    [
        pytest.param("UBND tỉnh", "UBND", "ủy ban nhân dân", id="an administrative form"),
        pytest.param("Sở NN&PTNT họp", "NN", "nông nghiệp và phát triển nông thôn", id="marks inside"),
        pytest.param("Sở NN - PTNT họp", "NN", "nông nghiệp và phát triển nông thôn", id="spaced"),
        pytest.param("TP. Hồ Chí Minh", "TP", "thành phố hồ chí minh", id="the longest form wins"),
        pytest.param("TP.Bắc Kạn", "TP", "thành phố", id="a dotted form against the next word"),
        pytest.param("PGS.TS. Trần Hòa", "PGS", "phó giáo sư tiến sĩ", id="two titles"),
        pytest.param("phát triển KT–XH", "KT", "kinh tế xã hội", id="a dash of another kind"),
        pytest.param("tăng GDP nhanh", "GDP", "giê đê pê", id="a spelled initialism"),
        pytest.param("khối ASEAN", "ASEAN", "a xê an", id="an initialism said as a word"),
        pytest.param("đ/c Bí thư", "đ/c", "đồng chí", id="a slash inside"),
    ],
)
def test_the_built_in_entries_say_what_the_news_means(text: str, at: str, spoken: str):
    match = said(text, at)
    assert match is not None
    assert (match.spoken, match.sure) == (spoken, True)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("UBNDX", "UBND", id="letters follow"),
        pytest.param("XUBND", "UBND", id="letters before"),
        pytest.param("TP1", "TP", id="a digit follows"),
        pytest.param("ubnd", "ubnd", id="another case of an exact form"),
        pytest.param("xã hội", "xã", id="a plain word"),
    ],
)
def test_an_entry_is_a_whole_word_in_its_own_case(text: str, at: str):
    assert said(text, at) is None


def test_article_comes_before_site_before_builtin_and_then_the_longest():
    lexicon = Lexicon([Entry("PCI", "một", "builtin"), Entry("PCI tỉnh", "hai", "builtin")])
    over = lexicon.with_entries([Entry("PCI", "ba", "site")])
    top = over.with_entries([Entry("PCI", "bốn", "article")])
    spoken = [match.spoken for each in (lexicon, over, top) if (match := said("PCI tỉnh", "PCI", each))]
    assert spoken == ["hai", "ba", "bốn"]


@pytest.mark.parametrize(
    ("text", "spoken", "sure"),
    [
        ("BTC giải cho biết vé đã bán", "ban tổ chức", True),
        ("BTC vừa ban hành thông tư về thuế", "bộ tài chính", True),
        ("Giá BTC trên sàn Binance", "bít coi", True),
        ("BTC nói rõ", "ban tổ chức", False),
    ],
)
def test_the_words_around_an_ambiguous_form_decide_it(text: str, spoken: str, sure: bool):
    match = said(text, "BTC")
    assert match is not None
    assert (match.spoken, match.sure) == (spoken, sure)
    assert bool(match.reason) == bool(match.alternatives) == (not sure)


@pytest.mark.parametrize(
    ("text", "at", "spoken"),
    [
        pytest.param("Các xã và TT Chợ Rã", "TT", "thị trấn", id="a name follows"),
        pytest.param("chụp CT sọ não", "CT", "xi ti", id="the word before"),
        pytest.param("CT UBND huyện", "CT", "chủ tịch", id="the word after"),
        pytest.param("ô tô BKS 97A-123.45", "BKS", "biển kiểm soát", id="a vehicle"),
        pytest.param("trưởng BKS công ty", "BKS", "ban kiểm soát", id="a company"),
        pytest.param("Chỉ số tia UV", "UV", "u vê", id="a ray, by letters"),
        pytest.param("ĐT Việt Nam thắng 2-0", "ĐT", "đội tuyển", id="a team"),
        pytest.param("ĐT: 0988, địa chỉ", "ĐT", "điện thoại", id="a telephone"),
    ],
)
def test_each_ambiguous_form_is_decided_by_its_own_words(text: str, at: str, spoken: str):
    match = said(text, at)
    assert match is not None
    assert (match.spoken, match.sure) == (spoken, True)


def test_the_section_decides_where_no_word_does():
    match = said("BTC nói rõ", "BTC", section="Thể thao")
    assert match is not None
    assert (match.spoken, match.sure) == ("ban tổ chức", True)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("ĐỘI CA RA QUÂN", "CA", id="a syllable among words written large"),
        pytest.param("THÔNG TƯ 26/2020", "TƯ", id="a number is no neighbour"),
        pytest.param("Trần Thị P. bị thương", "P.", id="an initial before a verb"),
        pytest.param("bị cáo P.V.T khai", "P.", id="an initial before initials"),
    ],
)
def test_a_short_form_is_not_seen_where_letters_mean_something_else(text: str, at: str):
    assert said(text, at) is None


def test_an_initialism_in_a_headline_of_capitals_is_flagged_when_it_is_also_a_word():
    match = said("ỨNG DỤNG AI TRONG TRƯỜNG HỌC", "AI")
    assert match is not None
    assert (match.spoken, match.sure, match.alternatives) == ("ây ai", False, ("ai",))
    calm = said("ứng dụng AI trong trường học", "AI")
    assert calm is not None
    assert calm.sure


@pytest.mark.parametrize("text", ["P. Vỹ Dạ", "P.Vỹ Dạ", "P.3", "P. 3"])
def test_a_ward_needs_its_name_or_number(text: str):
    match = said(text, "P")
    assert match is not None
    assert match.spoken == "phường"


def test_a_short_abbreviation_is_said_and_flagged():
    match = said("hội CC xã", "CC")
    assert match is not None
    assert (match.spoken, match.sure) == ("công chức", False)
    assert match.reason is not None


def test_a_part_of_a_compound_that_no_table_knows_is_flagged():
    for at in ("CNTT", "KCN"):
        match = said("Ban CNTT&KCN tỉnh", at)
        assert match is not None
        assert not match.sure
        assert match.reason is not None
    whole = said("Sở KH&CN tỉnh", "KH")
    assert whole is not None
    assert (whole.spoken, whole.sure) == ("khoa học và công nghệ", True)


def test_the_stop_that_ends_the_text_is_not_part_of_an_abbreviation():
    text = "họp với ThS."
    match = said(text, "ThS")
    assert match is not None
    assert text[match.end :] == "."


@pytest.mark.parametrize(
    ("written", "as_written", "respelled"),
    [
        pytest.param("Facebook", "facebook", "phây búc", id="left to the voice"),
        pytest.param("Tokyo", "tô ki ô", "tô ki ô", id="always said, because voices spell it"),
        pytest.param("S&P 500", "ét en pi năm trăm", "ét en pi năm trăm", id="marks are never left"),
        pytest.param("Mát-xcơ-va", "mát xcơ va", "mát xcơ va", id="written in Vietnamese"),
    ],
)
def test_known_foreign_words_are_left_as_written_or_respelled(written: str, as_written: str, respelled: str):
    assert [
        match.spoken
        for foreign in ("as-written", "respell")
        if (match := builtin("pe", foreign).match(written, 0))
    ] == [as_written, respelled]


def test_letter_names_follow_the_style():
    po = builtin("po").match("GDP", 0)
    assert po is not None
    assert po.spoken == "gờ dờ pờ"


def test_every_shipped_entry_is_usable_has_an_example_and_a_source_and_stands_once():
    for foreign in ("as-written", "respell"):
        entries = list(shipped("pe", foreign))
        assert len(checked((None, entry) for entry in entries)) == len(entries)
        assert all(entry.example and entry.source and entry.family for entry in entries)
        assert all(len(entry.choices) != 1 for entry in entries)


def test_no_shipped_entry_in_any_case_takes_away_plain_vietnamese_words():
    taken = [
        entry.written
        for entry in builtin().entries()
        if entry.match == "anycase"
        and is_syllable(entry.written)
        and entry.written.lower() != entry.spoken
        and entry.written != "Ia"
    ]
    assert taken == []


def test_a_lexicon_is_not_changed_by_laying_another_over_it():
    base = Lexicon([Entry("PCI", "một", "builtin")])
    over = base.with_entries([Entry("PCI", "hai"), Entry("PAPI", "ba")])
    assert (len(base), len(over)) == (1, 3)
    match = base.match("PCI", 0)
    assert match is not None
    assert match.spoken == "một"
