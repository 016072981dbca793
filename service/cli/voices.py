"""`baonoi voice`: who can speak here."""

import click

from service.settings import load_settings
from service.wiring import build


@click.group(help="Xem các giọng đọc.\n\nVí dụ: baonoi voice list")
def voice() -> None:
    pass


@voice.command("list", help="Các giọng, theo thứ tự được dùng.\n\nVí dụ: baonoi voice list")
def list_voices() -> None:
    parts = build(load_settings())
    try:
        for each in parts.voices():
            trouble = parts.speaker.chain.engine_of(each).available()
            where = "chữ được gửi ra ngoài máy này" if each.online else "đọc ngay trên máy này"
            click.echo(f"{each.name}\t{each.label}\t{where}\t{trouble or 'sẵn sàng'}")
    finally:
        parts.close()
