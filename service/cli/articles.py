"""`baonoi import` and `baonoi article`: articles in, listed, taken back."""

import click

from service.cli.files import read_text
from service.errors import NoSuchArticle
from service.settings import load_settings
from service.web import urls
from service.wiring import build

SHOWN_OF_DROPPED = 70


@click.command(
    "import",
    help="Đưa bài (tệp chữ hoặc HTML, như chép từ cổng thông tin) vào trang báo.\n\nVí dụ: baonoi import bai.txt",
)
@click.argument("files", nargs=-1, required=True)
@click.option("--section", help="Chuyên mục, ví dụ “Kinh tế”.")
@click.option("--source-url", help="Địa chỉ bài gốc.")
def import_articles(files: tuple[str, ...], section: str | None, source_url: str | None) -> None:
    settings = load_settings(warm=False)  # a running site makes the audio, else the first listener
    parts = build(settings)
    try:
        for file in files:
            text = read_text(file, settings.max_text_bytes)
            article = parts.desk.publish(parts.desk.parse(text, section=section, source_url=source_url))
            assert article.id is not None  # noqa: S101  it was just kept
            address = settings.base_url + urls.article(article.id, article.title)
            click.echo(f"Đã nhận bài {article.id}: {article.title}\n  Trang: {address}")
            if article.dropped:
                click.echo("  Không đưa lên trang:")
            for dropped in article.dropped:
                text = " ".join(dropped.text.split())
                cut = text[:SHOWN_OF_DROPPED] + ("…" if len(text) > SHOWN_OF_DROPPED else "")
                click.echo(f"  - {cut} ({dropped.reason})")
    finally:
        parts.close()


@click.group(help="Xem danh sách bài, rút bài.\n\nVí dụ: baonoi article list")
def article() -> None:
    pass


@article.command("list", help="Các bài mới nhất.\n\nVí dụ: baonoi article list --limit 50")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Số bài.")
def list_articles(limit: int) -> None:
    settings = load_settings()
    parts = build(settings)
    try:
        for summary in parts.desk.latest(limit):
            when = summary.published_at or summary.created_at
            day = when.astimezone(settings.zone)
            click.echo(f"{summary.id}\t{day:%d/%m/%Y}\t{summary.section or ''}\t{summary.title}")
    finally:
        parts.close()


@article.command(
    "withdraw",
    help="Rút bài: trang và âm thanh của bài không mở được nữa.\n\nVí dụ: baonoi article withdraw 12",
)
@click.argument("article_id", metavar="ID", type=int)
def withdraw(article_id: int) -> None:
    parts = build(load_settings())
    try:
        if article_id <= 0:
            raise NoSuchArticle(id=article_id)
        parts.desk.withdraw(article_id)
        parts.audio.withdraw(article_id)
    finally:
        parts.close()
    click.echo(f"Đã rút bài {article_id}.")
