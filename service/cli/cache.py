"""`baonoi cache`: the audio that is kept."""

import sys

import click

from service.settings import load_settings
from service.wiring import build


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",")


@click.group(help="Xem, kiểm tra, dọn kho âm thanh.\n\nVí dụ: baonoi cache stats")
def cache() -> None:
    pass


@cache.command("stats", help="Kho có gì.\n\nVí dụ: baonoi cache stats")
def stats() -> None:
    parts = build(load_settings())
    try:
        told = parts.cache.stats()
    finally:
        parts.close()
    click.echo(f"Câu đã đọc: {told.segments}, {megabytes(told.segment_bytes)}")
    click.echo(f"Tệp hoàn chỉnh: {told.renditions}, {megabytes(told.rendition_bytes)}")
    if told.limit_bytes is not None:
        click.echo(f"Giới hạn: {megabytes(told.limit_bytes)}")
    if told.free_bytes is not None:
        click.echo(f"Đĩa còn trống: {megabytes(told.free_bytes)}")


@cache.command(
    "verify", help="Đọc lại mọi tệp; tệp hỏng được bỏ đi để làm lại.\n\nVí dụ: baonoi cache verify"
)
def verify() -> None:
    parts = build(load_settings())
    try:
        report = parts.cache.verify()
    finally:
        parts.close()
    click.echo(f"Đã kiểm tra {report.checked} tệp.")
    for label, names in (("hỏng", report.damaged), ("thiếu", report.missing), ("thừa", report.orphans)):
        if names:
            click.echo(f"Tệp {label}: {len(names)}, đã xử lý xong")
            for name in names:
                click.echo(f"  {name}")
    if not report.sound:
        sys.exit(1)
    click.echo("Tất cả đều nguyên vẹn.")


@cache.command(
    "prune",
    help="Bỏ âm thanh lâu không dùng cho đến khi còn vừa mức.\n\nVí dụ: baonoi cache prune --max-bytes 1000000000",
)
@click.option("--max-bytes", type=click.IntRange(min=0), help="Mức còn lại; không ghi thì theo cài đặt.")
def prune(max_bytes: int | None) -> None:
    settings = load_settings()
    parts = build(settings)
    try:
        pruned = parts.cache.prune(settings.cache_max_bytes if max_bytes is None else max_bytes)
    finally:
        parts.close()
    click.echo(f"Đã bỏ {pruned.files} tệp, {megabytes(pruned.bytes)}.")
