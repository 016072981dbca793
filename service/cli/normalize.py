"""`baonoi normalize`: what will be said, before it is said. Needs neither database nor voice."""

import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from service.cli.files import read_text
from service.reading import explain, read, read_line
from service.settings import load_settings
from service.sources import BUILTIN, article_from_text, load_chrome
from service.sources.chrome import PORTALS
from service.web.api.shapes import reading_out, sentence_out


@click.command(
    help="Cho xem lời sẽ đọc, mỗi câu một dòng. Không có FILE thì đọc từ đầu vào chuẩn.\n\n"
    "Ví dụ: baonoi normalize bai.txt --explain"
)
@click.argument("file", default="-")
@click.option("--json", "as_json", is_flag=True, help="In JSON: chữ viết, lời đọc, quy tắc đã dùng.")
@click.option("--explain", "explained", is_flag=True, help="Kể từng chỗ đọc kèm quy tắc đã dùng.")
@click.option("--lines", is_flag=True, help="Mỗi dòng vào là một đoạn, luôn ra đúng một dòng.")
def normalize(file: str, as_json: bool, explained: bool, lines: bool) -> None:
    settings = load_settings()
    if lines:
        _normalize_lines(file, as_json)
        return
    text = read_text(file, settings.max_text_bytes)
    chrome = BUILTIN if settings.portals is None else load_chrome([PORTALS, settings.portals])
    script = read(article_from_text(text, chrome=chrome, timezone=settings.zone))
    if explained:
        for told in explain(script):
            click.echo(told)
    elif as_json:
        click.echo(
            json.dumps({"sentences": [sentence_out(each) for each in script.sentences]}, ensure_ascii=False)
        )
    else:
        for sentence in script.sentences:
            click.echo(sentence.spoken)


def _normalize_lines(file: str, as_json: bool) -> None:
    """One line in, one line out, as it comes; never more, never fewer."""
    if file == "-":
        incoming: Iterable[bytes] = sys.stdin.buffer
    else:
        incoming = read_text(file, sys.maxsize - 1).encode().splitlines(keepends=True)
    for raw in incoming:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        read_of_it = read_line(line)
        if as_json:
            out: dict[str, Any] = {
                "written": line,
                "spoken": read_of_it.spoken,
                "readings": [reading_out(reading) for reading in read_of_it.readings],
            }
            click.echo(json.dumps(out, ensure_ascii=False))
        else:
            click.echo(read_of_it.spoken)
