"""The rules in the order they are tried. The first that answers wins.

For words the shipped lexicon comes after the families whose shape leaves no doubt (units after a number, road and
document numbers, Roman numerals, addresses, what the article itself defines) and before the rest.
"""

from service.reading.rules import (
    codes,
    counting,
    dates,
    dialled,
    fractions,
    headings,
    legal,
    net,
    ordinals,
    ranges,
    roman,
    symbols,
    terms,
    times,
    unit_signs,
    units,
    weather,
    words,
)
from service.reading.rules.place import Family, Rule
from service.reading.tokens import Kind

BEFORE_LEXICON: tuple[Family, ...] = (
    headings.FAMILY,
    terms.FAMILY,
    net.FAMILY,
    weather.FAMILY,
    legal.FAMILY,
    ordinals.FAMILY,
    roman.FAMILY,
    units.FAMILY,
    unit_signs.FAMILY,
    dialled.FAMILY,
    codes.FAMILY,
    times.FAMILY,
    dates.FAMILY,
    fractions.FAMILY,
)
AFTER_LEXICON: tuple[Family, ...] = (counting.FAMILY, ranges.FAMILY, words.FAMILY, symbols.FAMILY)
FAMILIES: tuple[Family, ...] = (*BEFORE_LEXICON, *AFTER_LEXICON)


def _by_kind(families: tuple[Family, ...]) -> tuple[tuple[Rule, ...], ...]:
    return tuple(
        tuple(rule for family in families for rule in family.rules if rule.kind == kind) for kind in Kind
    )


EARLY = _by_kind(BEFORE_LEXICON)
"""Rules by Kind, in order, tried before the shipped lexicon."""
LATE = _by_kind(AFTER_LEXICON)
"""Rules by Kind, in order; the last of each takes anything."""
