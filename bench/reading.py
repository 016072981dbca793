"""How right and how fast reading is, beside the peers that the package index offers: `python -m bench.reading`.

In: the gold sentences under tests/gold, further gold files with --also. Out: a section of docs/benchmarks.md
(`run()` returns it). Peers are installed once, with pinned versions, into .bench-peers/ of the checkout; one that
cannot be installed or run is shown with the reason. Touches nothing else.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.gold.scoring import Case, Tally, load, tally

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold"
PEERS_FILE = Path(__file__).parent / "reading_peers.txt"
SPEAKER = Path(__file__).parent / "reading_peers" / "speak.py"
ENVIRONMENTS = ROOT / ".bench-peers"

INSTALL_SECONDS = 900
ANSWER_SECONDS = 1200
ARTICLE_WORDS = 700
ARTICLE_RUNS = 15
SIZES = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
"""Bytes of UTF-8."""
PATIENCE = 60.0
"""Seconds one text may take; larger ones of that shape are not tried after it."""

OURS = "Báo Nói"


class CannotMeasure(Exception):
    """A peer that cannot be installed or run; the message is shown in the table."""


class Peer(NamedTuple):
    name: str
    requirements: tuple[str, ...]
    remark: str


class Answer(NamedTuple):
    spoken: list[str]
    flagged: list[bool]
    milliseconds: float
    """For one article of ARTICLE_WORDS words, warm, median."""


@dataclass(frozen=True, slots=True)
class Row:
    """One tool over all sets. `failure`: why there is nothing else."""

    name: str
    version: str
    tallies: tuple[Tally, ...] = ()
    by_category: tuple[tuple[str, Tally], ...] = ()
    milliseconds: float = 0.0
    remark: str = ""
    failure: str = ""


class GoldSet(NamedTuple):
    name: str
    cases: list[Case]


def peers(text: str) -> list[Peer]:
    """The peers of a data file: "name | requirements | remark", comments begin with "#"."""
    found: list[Peer] = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, requirements, remark = (part.strip() for part in line.split("|"))
            found.append(Peer(name, tuple(requirements.split()), remark))
    return found


# --- asking


def install(peer: Peer, environments: Path) -> Path:
    """The Python of the peer's own environment, made when missing or when its versions changed."""
    home = environments / peer.name
    python = home / "bin" / "python"
    stamp = home / "installed.txt"
    wanted = "\n".join((sys.version, *peer.requirements))
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    uv = shutil.which("uv", path=f"{ROOT / '.tools' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        raise CannotMeasure("uv is not there to install it (make setup)")
    environments.mkdir(exist_ok=True)
    (environments / ".gitignore").write_text("*\n", encoding="utf-8")
    shutil.rmtree(home, ignore_errors=True)
    _command([uv, "venv", "--quiet", "--python", sys.executable, str(home)], "", INSTALL_SECONDS)
    if peer.requirements:
        order = [uv, "pip", "install", "--quiet", "--python", str(python)]
        _command([*order, *peer.requirements], "", INSTALL_SECONDS)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def ask(
    peer: Peer, texts: Sequence[str], article: Sequence[str], environments: Path = ENVIRONMENTS
) -> Answer:
    """What a peer says. Raises CannotMeasure."""
    python = install(peer, environments)
    question = json.dumps({"texts": list(texts), "article": list(article)}, ensure_ascii=False)
    answer = json.loads(_command([str(python), str(SPEAKER), peer.name], question, ANSWER_SECONDS))
    return Answer(answer["spoken"], answer["flagged"], answer["milliseconds"])


def _command(order: Sequence[str], typed: str, seconds: float) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    try:
        done = subprocess.run(
            order,
            input=typed,
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            env=environment | {"PYTHONIOENCODING": "utf-8"},
        )
    except subprocess.TimeoutExpired:
        raise CannotMeasure(f"no answer within {seconds:.0f} s") from None
    except OSError as error:
        raise CannotMeasure(str(error)) from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise CannotMeasure(lines[-1].strip() if lines else f"ended with code {done.returncode}")
    return done.stdout


def ours(texts: Sequence[str], article: Sequence[str]) -> Answer:
    from service.reading import read_line

    said = [read_line(text) for text in texts]
    times = []
    for _ in range(ARTICLE_RUNS):
        start = time.perf_counter()
        for line in article:
            read_line(line)
        times.append(1000 * (time.perf_counter() - start))
    return Answer(
        [sentence.spoken for sentence in said],
        [not all(reading.sure for reading in sentence.readings) for sentence in said],
        statistics.median(times),
    )


# --- scoring


def article_of(cases: Sequence[Case], words: int) -> list[str]:
    """The first sentences, taken in turn from every category, that make an article of so many words."""
    lines: list[str] = []
    categories = list(dict.fromkeys(case.category for case in cases))
    queues = {c: [case.written for case in cases if case.category == c] for c in categories}
    while words > 0 and any(queues.values()):
        for queue in queues.values():
            if queue and words > 0:
                lines.append(queue.pop(0))
                words -= len(lines[-1].split())
    return lines


def row(name: str, version: str, sets: Sequence[GoldSet], answer: Answer, remark: str = "") -> Row:
    tallies: list[Tally] = []
    at = 0
    for gold in sets:
        upto = at + len(gold.cases)
        tallies.append(tally(gold.cases, answer.spoken[at:upto], answer.flagged[at:upto]))
        at = upto
    first = list(zip(sets[0].cases, answer.spoken, answer.flagged, strict=False))
    categories = dict.fromkeys(case.category for case, _, _ in first)
    by_category = tuple(
        (category, tally(*zip(*(part for part in first if part[0].category == category), strict=True)))
        for category in categories
    )
    return Row(name, version, tuple(tallies), by_category, answer.milliseconds, remark)


def compare(
    sets: Sequence[GoldSet],
    compared: Sequence[Peer],
    tell: Callable[[str], None],
    environments: Path = ENVIRONMENTS,
) -> list[Row]:
    """Ours first, then the peers, best first, then those that could not be measured."""
    texts = [case.written for gold in sets for case in gold.cases]
    article = article_of(sets[0].cases, ARTICLE_WORDS)
    measured: list[Row] = []
    failed: list[Row] = []
    for peer in compared:
        version = " ".join(peer.requirements[:1]).partition("==")[2]
        tell(peer.name)
        try:
            answer = ask(peer, texts, article, environments)
            measured.append(row(peer.name, version, sets, answer, peer.remark))
        except CannotMeasure as reason:
            failed.append(Row(peer.name, version, remark=peer.remark, failure=str(reason)))
    tell(OURS)
    mine = row(OURS, "", sets, ours(texts, article))
    return [mine, *sorted(measured, key=lambda r: -r.tallies[0].strict), *failed]


# --- growth


def shapes() -> dict[str, Callable[[int], str]]:
    """Texts of about so many bytes: news, and what somebody hostile would send."""
    news = " ".join(case.written for case in load(GOLD))

    def repeated(text: str) -> Callable[[int], str]:
        width = len(text.encode())
        return lambda size: (text * (size // width + 1))[: max(1, size * len(text) // width)]

    return {
        "news": repeated(news + " "),
        "1/1/1/...": repeated("1/"),
        "digits": repeated("7"),
        "1.1.1....": repeated("1."),
        "1-1-1-...": repeated("1-"),
        "nested brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
        "brackets with words": repeated("(a [b {c "),
        "capitals": repeated("ABCĐ"),
        "capitals defined": repeated("Xã An (XA) "),
        "dots": repeated("."),
        "addresses": repeated("a@b.vn/"),
        "combining marks": repeated("e\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}"),
        "spaces": repeated(" "),
    }


def growth(largest: int, tell: Callable[[str], None]) -> Iterator[tuple[str, list[float | None]]]:
    """Per shape: nanoseconds per byte at each size; None where it was not tried or took longer than PATIENCE."""
    from service.reading import spoken_line

    spoken_line("Ngày 1/2 có 3 người.")
    for name, make in shapes().items():
        costs: list[float | None] = []
        for size in SIZES:
            if size > largest or (costs and costs[-1] is None):
                costs.append(None)
                continue
            tell(f"{name} {size}")
            text = make(size)
            took = _cost(spoken_line, text)
            if size <= SIZES[1]:
                took = min(took, *(_cost(spoken_line, text) for _ in range(4)))
            costs.append(1e9 * took / len(text.encode()) if took < PATIENCE else None)
        yield name, costs


def _cost(say: Callable[[str], str], text: str) -> float:
    """Seconds of processor time, which a busy machine does not change much."""
    start = time.process_time()
    say(text)
    return time.process_time() - start


# --- the page


def share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"


def table(sets: Sequence[GoldSet], rows: Sequence[Row]) -> str:
    """One markdown table a set, then what could not be measured."""
    parts: list[str] = []
    for number, gold in enumerate(sets):
        parts.append(
            f"### {gold.name}: {len(gold.cases)} sentences\n\n"
            "| tool | strict | lenient | word errors | wrong and not flagged | flagged | ms per article | |\n"
            "|---|---:|---:|---:|---:|---:|---:|---|"
        )
        for line in rows:
            if line.failure:
                continue
            t = line.tallies[number]
            parts.append(
                f"| {line.name} {line.version} | {share(t.strict, t.cases)} | {share(t.lenient, t.cases)}"
                f" | {100 * t.word_error_rate:.1f} % | {share(t.silently_wrong, t.cases)}"
                f" | {share(t.flagged, t.cases)} | {line.milliseconds:.1f} | {line.remark} |"
            )
        parts.append("")
    failed = [
        f"- {line.name} {line.version} ({line.remark}): {line.failure}" for line in rows if line.failure
    ]
    if failed:
        parts += ["Could not be measured here:", "", *failed, ""]
    return "\n".join(parts)


def categories_table(rows: Sequence[Row]) -> str:
    shown = [line for line in rows if not line.failure][:4]
    head = " | ".join(line.name for line in shown)
    parts = [f"| category | n | {head} |", "|---|---:|" + "---:|" * len(shown)]
    for number, (category, first) in enumerate(shown[0].by_category):
        cells = " | ".join(share(line.by_category[number][1].strict, first.cases) for line in shown)
        parts.append(f"| {category} | {first.cases} | {cells} |")
    return "\n".join(parts) + "\n"


def growth_table(found: Sequence[tuple[str, list[float | None]]]) -> str:
    sizes = " | ".join(f"{size // 1000} kB" for size in SIZES)
    parts = [f"| text | {sizes} | dearest / cheapest from 10 kB |", "|---|" + "---:|" * (len(SIZES) + 1)]
    for name, costs in found:
        cells = " | ".join("-" if cost is None else f"{cost:.0f}" for cost in costs)
        known = [cost for cost in costs[1:] if cost is not None]
        ratio = f"{max(known) / min(known):.2f}" if known else "-"
        parts.append(f"| {name} | {cells} | {ratio} |")
    return "\n".join(parts) + "\n"


def run(
    also: Sequence[Path] = (),
    *,
    only: Sequence[str] = (),
    largest: int = SIZES[-1],
    tell: Callable[[str], None] = lambda _: None,
) -> str:
    """The section of docs/benchmarks.md about reading. `only`: names of peers; none: all."""
    sets = [GoldSet("tests/gold", load(GOLD)), *(GoldSet(path.stem, load(path)) for path in also)]
    listed = peers(PEERS_FILE.read_text(encoding="utf-8"))
    rows = compare(sets, [peer for peer in listed if not only or peer.name in only], tell)
    found = list(growth(largest, tell)) if largest else []
    parts = [
        "## Reading\n",
        "Sentences right word for word (strict), tolerably right (lenient), words wrong of all words, sentences wrong "
        "even leniently without any word marked as doubtful, sentences with a mark of doubt, and the time for an "
        f"article of about {ARTICLE_WORDS} words, line by line, warm (median).\n",
        table(sets, rows),
        "### By category, strict\n",
        categories_table(rows),
    ]
    if found:
        parts += [
            "### Growth: processor time for one line of text, in nanoseconds per byte\n",
            growth_table(found),
        ]
    return "\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(
        prog="python -m bench.reading", description=(__doc__ or "").splitlines()[0]
    )
    options.add_argument("--also", type=Path, action="append", default=[], help="another gold file or folder")
    options.add_argument("--only", action="append", default=[], help="only this peer (may be repeated)")
    options.add_argument(
        "--largest", type=int, default=SIZES[-1], help="largest text for growth, in bytes; 0: none"
    )
    chosen = options.parse_args(arguments)
    print(
        run(
            chosen.also,
            only=chosen.only,
            largest=chosen.largest,
            tell=lambda what: print(f"... {what}", file=sys.stderr, flush=True),
        )
    )


if __name__ == "__main__":
    main()
