"""Every rule does what its own table says: the tables are the specification, docs/reading.md is printed from them."""

from pathlib import Path

import pytest

from service.reading import read_line
from service.reading.docs import page
from service.reading.rules import EARLY, FAMILIES, LATE
from service.reading.rules.place import Example

EXAMPLES = [
    pytest.param(example, id=f"{family.title}: {example.written}")
    for family in FAMILIES
    for example in family.examples
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_rule_reads_its_examples_as_its_table_says(example: Example):
    line = read_line(example.written)
    assert line.spoken == example.spoken, example.why
    assert all(reading.sure for reading in line.readings) is example.sure


def test_every_family_has_rules_and_examples():
    assert all(family.rules and family.examples for family in FAMILIES)


def test_no_rule_is_left_out_of_the_order():
    tried = sum(len(rules) for rules in (*EARLY, *LATE))
    assert tried == sum(len(family.rules) for family in FAMILIES)


def test_the_documentation_is_what_the_tables_say():
    written = Path(__file__).parents[2] / "docs" / "reading.md"
    assert written.read_text(encoding="utf-8") == page(), "python -m service.reading.docs > docs/reading.md"
