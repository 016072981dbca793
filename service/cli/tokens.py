"""`baonoi token`: who may write."""

import click

from service.settings import load_settings
from service.wiring import build


@click.group(
    help="Cấp và thu hồi mã truy cập cho chương trình gửi bài.\n\nVí dụ: baonoi token create toa-soan"
)
def token() -> None:
    pass


@token.command("create", help="Cấp mã mới; mã chỉ hiện một lần này.\n\nVí dụ: baonoi token create toa-soan")
@click.argument("name")
def create(name: str) -> None:
    parts = build(load_settings())
    try:
        plain = parts.tokens.create(name)
    finally:
        parts.close()
    click.echo(f"Mã truy cập của {name}, hãy cất kỹ vì không xem lại được: {plain}")


@token.command("list", help="Các mã đã cấp.\n\nVí dụ: baonoi token list")
def list_tokens() -> None:
    parts = build(load_settings())
    try:
        for each in parts.tokens.list():
            state = "đã thu hồi" if each.revoked_at else "đang dùng"
            click.echo(f"{each.name}\t{each.created_at:%d/%m/%Y}\t{state}")
    finally:
        parts.close()


@token.command("revoke", help="Thu hồi một mã.\n\nVí dụ: baonoi token revoke toa-soan")
@click.argument("name")
def revoke(name: str) -> None:
    parts = build(load_settings())
    try:
        parts.tokens.revoke(name)
    finally:
        parts.close()
    click.echo(f"Đã thu hồi mã của {name}.")
