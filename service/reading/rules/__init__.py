"""The rules in the order they are tried. The first that answers wins."""

from service.reading.rules import counting, dates, symbols, words
from service.reading.rules.place import Family, Rule
from service.reading.tokens import Kind

FAMILIES: tuple[Family, ...] = (dates.FAMILY, counting.FAMILY, words.FAMILY, symbols.FAMILY)

RULES: dict[Kind, tuple[Rule, ...]] = {
    kind: tuple(rule for family in FAMILIES for rule in family.rules if rule.kind is kind) for kind in Kind
}
