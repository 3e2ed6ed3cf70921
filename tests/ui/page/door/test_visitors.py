"""The cookie by which a browser is known: given once, seen by nobody else, kept by no page."""

from __future__ import annotations

import hashlib
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace

from tests.support import page_fixture as given
from tests.support import patient
from ui.page.door.visitors import COOKIE, KEEPING, visitor_of


def test_a_cookie_is_given_with_a_file_of_the_page_and_lives_on_with_the_page(address: str) -> None:
    with patient.Client(base_url=address) as client:
        assert "set-cookie" not in client.get("/").headers, "a link of another site came here too"
        told = client.get("/theme.css").headers["set-cookie"]
        cookie = SimpleCookie(told)[COOKIE]
        assert len(cookie.value) == 43 and cookie["httponly"] and cookie["path"] == "/"
        assert (cookie["samesite"], int(cookie["max-age"])) == ("Strict", 400 * 86_400)
        assert not cookie["secure"]
        assert "set-cookie" not in client.get("/theme.css").headers
        assert SimpleCookie(client.get("/").headers["set-cookie"])[COOKIE].value == cookie.value
        for path in ("/healthz", "/config", "/nothing"):
            assert "set-cookie" not in client.get(path).headers
    assert patient.get(address + "/theme.css").cookies[COOKIE] != cookie.value


def test_a_cookie_that_nobody_gave_is_replaced(address: str) -> None:
    for wrong in ("short", "x" * 44, "a b" * 14 + "a"):
        with patient.Client(base_url=address, headers={"cookie": f"{COOKIE}={wrong}"}) as client:
            assert "set-cookie" not in client.get("/").headers
            assert COOKIE in client.get("/theme.css").cookies


def test_over_https_the_cookie_goes_nowhere_else(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    from ui.page.server import create_app

    assistant = given.make_assistant(tmp_path, light=True)
    app = create_app(assistant, upload_folder=tmp_path, public_address="https://desk.example")
    client = TestClient(app, base_url="http://desk.example")
    assert "; Secure" in client.get("/theme.css").headers["set-cookie"]
    assistant.close()


def test_a_visitor_is_the_hash_of_the_cookie_and_a_program_is_none() -> None:
    value = "v" * 43

    def seen(**cookies: str) -> object:
        return visitor_of(SimpleNamespace(cookies=cookies))

    visitor = visitor_of(SimpleNamespace(cookies={COOKIE: value}))
    assert visitor is not None and visitor.keeps
    assert visitor.owner == hashlib.sha256(value.encode()).hexdigest()
    off = visitor_of(SimpleNamespace(cookies={COOKIE: value, KEEPING: "off"}))
    assert off is not None and off.owner == visitor.owner and not off.keeps
    assert seen() is seen(**{COOKIE: "short"}) is visitor_of(None) is None
