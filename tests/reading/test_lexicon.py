"""Written form -> spoken form: which entry wins, where words end, what decides an ambiguous form."""

import pytest

from service.reading.lexicon import Entry, Lexicon, Match, builtin


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
