"""`make bench`: every measurement, side by side with its peer or limit, written to docs/benchmarks.md.

python -m bench [making serving gtts memory search reading …]   only these; the other sections of the page stay.
"""

import importlib
import os
import platform
import re
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PARTS = ("making", "serving", "gtts", "memory", "search", "reading")

HEAD = """# Benchmarks

Measured by `make bench`; one part alone: `.venv/bin/python -m bench making`. Everything is measured from outside, against a real
`baonoi serve` on loopback unless the line says otherwise; times are medians. Each section names the machine it was measured on.
"""


def sections(page: str) -> dict[str, str]:
    """The parts of a written page by name."""
    return dict(re.findall(r"<!-- (\w+) -->\n(.*?)(?=<!-- \w+ -->\n|\Z)", page, re.DOTALL))


def written(parts: dict[str, str]) -> str:
    """The page of these parts, in the order of PARTS."""
    told = [f"<!-- {name} -->\n{parts[name].strip()}\n" for name in PARTS if name in parts]
    return "\n".join([HEAD, *told])


def main(chosen: list[str]) -> None:
    machine = f"_{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}_"
    for name in chosen or PARTS:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        title, _, rest = importlib.import_module(f"bench.{name}").run().strip().partition("\n")
        section = f"{title}\n\n{machine}\n{rest}\n"
        print(section, flush=True)
        kept = sections(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
        PAGE.write_text(written({**kept, name: section}), encoding="utf-8")
    print(f"written to {PAGE}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
