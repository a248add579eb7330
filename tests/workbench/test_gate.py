"""Who may talk to the workbench: token, host and origin; and what every answer says to the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from kgraph.workbench.gate import BenchAddress, Gate

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

PORT = 7476
HERE = f"http://127.0.0.1:{PORT}"


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer whatever passes the gate."""
    await PlainTextResponse("inside")(scope, receive, send)


@pytest.fixture
def address() -> BenchAddress:
    return BenchAddress(PORT)


@pytest.fixture
def client(address: BenchAddress) -> TestClient:
    return TestClient(Gate(inside, address), base_url=HERE)


def test_the_token_in_the_address_becomes_a_cookie(client: TestClient, address: BenchAddress) -> None:
    assert address.url == f"{HERE}/?token={address.token}"
    entered = client.get(address.url)
    assert entered.text == "inside"
    cookie = entered.headers["set-cookie"]
    assert f"kgraph-{PORT}=" in cookie
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert address.token not in cookie
    assert client.get("/api/things").text == "inside"


@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=wrong", "/?token=%C3%A5", "/api/query"])
def test_without_the_token_there_is_a_sentence_and_nothing_else(client: TestClient, path: str) -> None:
    refused = client.get(path)
    assert refused.status_code == 403
    assert "Open the address that kgraph serve printed." in refused.text
    assert "set-cookie" not in refused.headers


def test_the_token_opens_the_page_only(client: TestClient, address: BenchAddress) -> None:
    assert client.get(f"/api/things?token={address.token}").status_code == 403


def test_a_script_may_send_the_token_as_a_header(client: TestClient, address: BenchAddress) -> None:
    given = {"authorization": f"Bearer {address.token}"}
    assert client.get("/api/things", headers=given).text == "inside"
    assert client.post("/api/query", headers=given).text == "inside"
    assert client.get("/api/things", headers={"authorization": "Bearer wrong"}).status_code == 403
    assert client.get("/api/things", headers={"authorization": f"Basic {address.token}"}).status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.a.example:{PORT}",
        "",
    ],
)
def test_a_foreign_host_is_refused_even_with_the_token(
    client: TestClient, address: BenchAddress, host: str
) -> None:
    refused = client.get(f"/?token={address.token}", headers={"host": host})
    assert refused.status_code == 421
    assert "only under its own address" in refused.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"http://127.0.0.1:{PORT + 1}"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {},
    ],
)
def test_another_page_is_refused_even_with_the_cookie(
    client: TestClient, address: BenchAddress, headers: dict[str, str]
) -> None:
    client.get(address.url)
    refused = client.post("/api/query", headers=headers)
    assert refused.status_code == 403
    assert "Another page asked" in refused.text
    assert (
        client.post("/api/query", headers={"origin": HERE, "sec-fetch-site": "same-origin"}).text == "inside"
    )


def test_a_link_from_elsewhere_opens_the_page(client: TestClient, address: BenchAddress) -> None:
    shown = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get(address.url, headers=shown).text == "inside"


def test_every_answer_keeps_others_out(client: TestClient, address: BenchAddress) -> None:
    for answer in (client.get(address.url), client.get("/", headers={"host": "evil.example"})):
        headers = answer.headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers


def test_the_token_is_in_no_representation(address: BenchAddress) -> None:
    assert address.token not in repr(address)
    assert BenchAddress(PORT).token != address.token
