"""`baonoi lexicon`: the newsroom's own readings."""

from pathlib import Path
from typing import Literal

import click

from service.cli.files import CannotRead, write_whole
from service.reading import explain, read
from service.reading.lexicon_csv import read_csv, write_csv
from service.reading.lexicon_pls import read_pls, write_pls
from service.settings import load_settings
from service.studio.lexicons import Touched
from service.wiring import Parts, build

SHOWN = 20


@click.group(help='Xem và sửa cách đọc riêng của tòa soạn.\n\nVí dụ: baonoi lexicon add OCOP "ô cốp"')
def lexicon() -> None:
    pass


def _opened() -> Parts:
    return build(load_settings(warm=False))  # a running site makes the audio, else the first listener


def _tell(touched: tuple[Touched, ...]) -> None:
    if not touched:
        click.echo("Chưa có bài nào đổi lời đọc.")
        return
    click.echo(f"{len(touched)} bài đổi lời đọc:")
    for each in touched[:SHOWN]:
        click.echo(f"  {each.id}\t{each.sentences} câu\t{each.title}")
    if len(touched) > SHOWN:
        click.echo(f"  … và {len(touched) - SHOWN} bài nữa")


@lexicon.command(
    "add",
    help="Thêm hoặc thay một cách đọc, cho cả trang hoặc cho một bài.\n\n"
    'Ví dụ: baonoi lexicon add OCOP "ô cốp" --note "chương trình mỗi xã một sản phẩm"',
)
@click.argument("written")
@click.argument("spoken")
@click.option("--article", "article_id", type=int, metavar="ID", help="Chỉ cho bài này.")
@click.option("--any-case", is_flag=True, help="Không phân biệt chữ hoa, chữ thường.")
@click.option("--note", default="", help="Ghi chú.")
def add(written: str, spoken: str, article_id: int | None, any_case: bool, note: str) -> None:
    match: Literal["exact", "anycase"] = "anycase" if any_case else "exact"
    parts = _opened()
    try:
        touched = parts.lexicons.add(written, spoken, match=match, article_id=article_id, note=note)
    finally:
        parts.close()
    click.echo(f"Từ nay “{written}” đọc là “{spoken}”.")
    _tell(touched)


@lexicon.command("list", help="Các cách đọc riêng.\n\nVí dụ: baonoi lexicon list")
@click.option("--article", "article_id", type=int, metavar="ID", help="Của riêng bài này.")
def list_entries(article_id: int | None) -> None:
    parts = _opened()
    try:
        for kept in parts.lexicons.entries(article_id):
            click.echo(f"{kept.id}\t{kept.entry.written}\t{kept.entry.spoken}\t{kept.entry.note}")
    finally:
        parts.close()


@lexicon.command("remove", help="Bỏ một cách đọc theo số của nó.\n\nVí dụ: baonoi lexicon remove 1")
@click.argument("entry_id", metavar="ID", type=int)
def remove(entry_id: int) -> None:
    parts = _opened()
    try:
        touched = parts.lexicons.remove(entry_id)
    finally:
        parts.close()
    click.echo(f"Đã bỏ cách đọc số {entry_id}.")
    _tell(touched)


@lexicon.command(
    "import",
    help="Nhập cách đọc từ tệp CSV hoặc PLS (W3C). Tệp có dòng sai thì không nhập dòng nào.\n\n"
    "Ví dụ: baonoi lexicon import cach-doc.csv",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--article", "article_id", type=int, metavar="ID", help="Chỉ cho bài này.")
def import_entries(file: Path, article_id: int | None) -> None:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CannotRead(path=file, detail=error.strerror or error) from error
    skipped = 0
    if file.suffix.lower() in {".pls", ".xml"}:
        entries, left_out = read_pls(data)
        skipped = len(left_out)
    else:
        entries = read_csv(data)
    parts = _opened()
    try:
        touched = parts.lexicons.add_all(entries, article_id)
    finally:
        parts.close()
    click.echo(f"Đã nhập {len(entries)} cách đọc.")
    if skipped:
        click.echo(f"Bỏ qua {skipped} mục ghi bằng ký hiệu ngữ âm, vì giọng đọc ở đây nhận chữ thường.")
    _tell(touched)


@lexicon.command(
    "export", help="Xuất cách đọc riêng ra tệp CSV hoặc PLS.\n\nVí dụ: baonoi lexicon export cach-doc.csv"
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--article", "article_id", type=int, metavar="ID", help="Của riêng bài này.")
def export_entries(file: Path, article_id: int | None) -> None:
    parts = _opened()
    try:
        entries = [kept.entry for kept in parts.lexicons.entries(article_id)]
    finally:
        parts.close()
    write = write_pls if file.suffix.lower() in {".pls", ".xml"} else write_csv
    write_whole(file, [write(entries)])
    click.echo(f"Đã ghi {len(entries)} cách đọc vào {file}.")


@lexicon.command(
    "test", help='Cho xem một câu sẽ được đọc thế nào.\n\nVí dụ: baonoi lexicon test "Xã có 3 sản phẩm OCOP."'
)
@click.argument("text")
@click.option("--article", "article_id", type=int, metavar="ID", help="Với cách đọc riêng của bài này.")
def test(text: str, article_id: int | None) -> None:
    parts = _opened()
    try:
        script = read(text, parts.lexicons.lexicon(article_id))
    finally:
        parts.close()
    for sentence in script.sentences:
        click.echo(sentence.spoken)
    for told in explain(script):
        click.echo(told)
