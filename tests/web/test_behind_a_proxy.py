"""Behind a reverse proxy: forwarded headers are believed from trusted addresses and from nobody else."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from service.web.app import create_app
from service.wiring import Parts

FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}


@pytest.mark.parametrize(
    ("peer", "secure"),
    [
        pytest.param("127.0.0.1", True, id="the operator's proxy"),
        pytest.param("198.51.100.7", False, id="anybody else"),
    ],
)
def test_only_a_trusted_proxy_can_say_that_the_visitor_came_by_https(
    make_parts: Callable[..., Parts], peer: str, secure: bool
):
    app = create_app(make_parts(trusted_proxies=("127.0.0.1",)))
    with TestClient(app, client=(peer, 50_000), follow_redirects=False) as client:
        answer = client.post("/hien-thi", data={"co": "tang", "ve": "/"}, headers=FORWARDED)

    assert answer.status_code == 303
    assert ("secure" in answer.headers["set-cookie"].lower()) is secure


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "a b", "<script>"])
def test_no_address_on_a_page_comes_from_the_host_header(make_parts: Callable[..., Parts], host: str):
    with TestClient(create_app(make_parts())) as client:
        page = client.get("/", headers={"host": host})

    assert "evil" not in page.text
    assert "<script>" not in page.text.replace("<script type", "")


def test_links_of_the_api_are_absolute_once_the_site_has_an_address(make_parts: Callable[..., Parts]):
    parts = make_parts(base_url="https://bao.example.vn/")
    token = parts.tokens.create("thử")
    with TestClient(create_app(parts), headers={"authorization": f"Bearer {token}"}) as client:
        article = client.post("/api/v1/articles", json={"title": "Bài", "body": "Một câu."}).json()

    assert article["url"] == f"https://bao.example.vn/bai/{article['id']}/bai"
    assert article["audio"]["mp3"].startswith("https://bao.example.vn/api/")
