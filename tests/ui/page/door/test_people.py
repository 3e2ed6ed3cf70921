"""Who is let through the door: every route and every event of the page, by everybody.

The secret stands in a room that the people here have nothing to do with, in all that is kept of it;
whatever they call, and with whatever they name, it is in nothing that they get.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.people.accounts import Accounts
from corpus.errors import AccessError
from tests.support import page_fixture as given
from tests.support import patient
from tests.support.two_rooms import PASSWORD, SECRET, House, make_house
from ui.page.app import build_app
from ui.page.door import sign_ins
from ui.page.door.events import EVENTS, name_of, reaches
from ui.page.door.proxies import Proxies
from ui.page.door.routes import OPEN
from ui.page.door.sign_ins import SignIns, TooManyTries

PEOPLE = ["nobody", "reader-a", "editor-a", "nowhere"]
VALUES = {"textbox": "Who is the pilot of the fleet?", "checkbox": True, "checkboxgroup": []}
STREAMS = ("heartbeat", "queue/data", "event_id", "upload_progress")  # are read with the events
HIDDEN = f"{SECRET}-accord.md"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("house"))
    yield made
    made.assistant.close()


@pytest.fixture(scope="module")
def address(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with given.serving(house.assistant, tmp_path_factory.mktemp("uploads")) as url:
        yield url


@contextmanager
def came_in(address: str, name: str) -> Iterator[Any]:
    """A client of the page, signed in unless it is nobody's."""
    own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
    with patient.Client(base_url=address, headers=own) as client:
        if name != "nobody":
            answer = client.post("/session", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
        yield client


def filled(path: str, house: House) -> str:
    for part, value in {
        "{document_id}": house.ids[HIDDEN],
        "{number}": "1",
        "{path:path}": "x",
        "{path_or_url:path}": str(house.assistant.folder / "library.sqlite"),
        "{session_hash}": "somebodys",
        "{event_id}": "x",
        "{api_name}": "ask",
    }.items():
        path = path.replace(part, value)
    return path


@pytest.mark.parametrize("name", PEOPLE)
def test_every_route_gives_its_person_what_is_theirs(house: House, address: str, name: str) -> None:
    tried = 0
    with came_in(address, name) as client:
        for route in OPEN:
            if name != "nobody" and any(one in route.path for one in STREAMS):
                continue
            for method in route.methods:
                if route.path == "/sign-out":
                    continue
                path = filled(route.path, house)
                body: Any = {"data": ["What does the fleet pay?"]} if method == "POST" else None
                files = {"files": b"x"} if route.body == "upload" else None
                answer = client.request(
                    method, path, json=None if files else body, files=files, follow_redirects=False
                )
                assert SECRET not in answer.text.casefold(), path
                refused = answer.status_code in (401, 303)
                if route.caller == "program":  # of whom a cookie says nothing
                    assert answer.status_code == 401 and "keys add" in answer.text, path
                elif name == "nobody":
                    assert refused == (route.needs is not None), (path, answer.status_code)
                elif route.needs == "editor" and name != "editor-a":
                    assert answer.status_code == 403, path
                else:
                    assert not refused or path == "/sign-in", path
                tried += 1
    assert tried > len(OPEN)


def test_figures_are_given_for_the_key_of_a_keeper(house: House, address: str) -> None:
    pytest.importorskip("prometheus_client")
    accounts = house.assistant.rooms.accounts
    elsewhere = {"X-Forwarded-For": "203.0.113.5"}
    told = {}
    for name in ("keeper", "editor-a"):
        key, kept = accounts.add_key(name)
        headers = {**elsewhere, "Authorization": f"Bearer {key}"}
        told[name] = patient.get(address + "/metrics", headers=headers).status_code
        accounts.remove_key(kept.number)
        assert patient.get(address + "/metrics", headers=headers).status_code == 403
    assert told == {"keeper": 200, "editor-a": 403}
    assert patient.get(address + "/metrics", headers=elsewhere).status_code == 403
    assert patient.get(address + "/metrics").status_code == 200  # on this machine itself


def test_every_event_is_judged_by_name(house: House) -> None:
    page = build_app(house.assistant)
    named = {name_of(function) for function in page.fns.values() if function.fn is not None}
    assert len(named) > 90
    assert named == EVENTS.keys()


def asked(client: Any, dependency: dict[str, Any], data: list[Any], told: Any, tab: str) -> str:
    """All that the page is sent for an event of a tab."""
    joined = client.post(
        "/gradio_api/queue/join",
        json={
            "data": data, "fn_index": dependency["id"], "session_hash": tab, "event_data": told,
            "trigger_id": None,
        },
    )  # fmt: skip
    if joined.status_code != 200:
        return cast(str, joined.text)
    words = []
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": tab}) as stream:
        for line in stream.iter_lines():
            words.append(line)
            if '"process_completed"' in line or '"close_stream"' in line:
                break
    return "\n".join(words)


@pytest.mark.parametrize("name", ["reader-a", "editor-a"])
def test_no_event_tells_of_another_room(house: House, address: str, name: str) -> None:
    hidden, person = house.ids[HIDDEN], house.people[name]
    answered, refused = 0, 0
    with came_in(address, name) as client:
        config = client.get("/config").json()
        kinds = {part["id"]: part["type"] for part in config["components"]}
        names = {key: name_of(fn) for key, fn in build_app(house.assistant).fns.items()}
        for dependency in config["dependencies"]:
            handler = names.get(dependency["id"])
            if not handler or not dependency["backend_fn"]:
                continue
            data = [VALUES.get(kinds[part]) for part in dependency["inputs"]]
            told = {
                "id": hidden, "key": f"doc-{hidden}", "request": 1, "question": "What is the fee?",
                "search": "fee", "format": ".md", "turn": 0, "entry": "secret-entry", "name": "x",
            }  # fmt: skip
            words = asked(client, dependency, data, told, f"{name}-{dependency['id']}")
            assert SECRET not in words.casefold(), handler
            if not reaches(person.role, EVENTS[handler]):
                refused += 1
                assert "Your role does not allow" in words or '"__type__":"update"' in words
            else:
                answered += 1
    assert answered > 20 and refused > 60


def test_a_tab_is_of_who_has_opened_it(house: House, address: str) -> None:
    with came_in(address, "reader-a") as one, came_in(address, "reader-b") as other:
        config = one.get("/config").json()
        library = next(d for d in config["dependencies"] if d["api_name"] == "library")
        assert "Harbour Rules" in asked(one, library, ["", ""], None, "tab")
        theirs = asked(
            other, library, ["", ""], None, "tab"
        )  # the same tab, by the cookie of another
        assert "Harbour Rules" not in theirs and "Sign in first" in theirs
        stolen = other.get("/gradio_api/queue/data", params={"session_hash": "tab"})
        assert stolen.status_code == 401


def test_sessions_end_at_sign_out_with_the_password_and_with_the_account(
    house: House, address: str
) -> None:
    accounts = house.assistant.rooms.accounts
    accounts.add("passing", "reader", (), PASSWORD)
    with came_in(address, "passing") as one, came_in(address, "passing") as other:
        cookie = one.cookies.get(sign_ins.COOKIE)
        assert one.get("/account").json()["name"] == "passing"
        wrong = one.post("/password", json={"old": "not this one", "new": "a longer password"})
        assert wrong.status_code == 403 and one.get("/account").status_code == 200
        changed = one.post("/password", json={"old": PASSWORD, "new": "a longer password"})
        assert changed.status_code == 200
        assert one.get("/account").status_code == 200 and other.get("/account").status_code == 401
        assert one.cookies.get(sign_ins.COOKIE) != cookie
        assert (
            other.get("/account", headers={"Cookie": f"{sign_ins.COOKIE}={cookie}"}).status_code
            == 401
        )
        kept = one.cookies.get(sign_ins.COOKIE)
        assert one.post("/sign-out", json={}).status_code == 200
        stolen = {"Cookie": f"{sign_ins.COOKIE}={kept}"}
        assert other.get("/account", headers=stolen).status_code == 401
        again = {"name": "Passing", "password": "a longer password"}
        answer = other.post("/session", json=again)
        set_cookie = answer.headers["set-cookie"].casefold()
        assert "httponly" in set_cookie and "samesite=lax" in set_cookie
        assert other.get("/account").json()["before"]
        accounts.remove("passing")
        assert other.get("/account").status_code == 401
        assert other.get("/", follow_redirects=False).status_code == 303


def test_half_a_character_is_a_wrong_password_and_a_damaged_file_of_people_is_told(
    house: House, address: str
) -> None:
    path = house.assistant.rooms.accounts.path
    whole = path.read_bytes()
    with came_in(address, "nobody") as client:
        odd = client.post(
            "/session",
            content=b'{"name": "reader-a", "password": "\\ud800"}',
            headers={"content-type": "application/json"},
        )
        assert odd.status_code == 403 and "wrong" in odd.json()["detail"]
        path.write_bytes(b"no file of people" + whole[17:])
        try:
            refused = client.post("/session", json={"name": "reader-a", "password": PASSWORD})
        finally:
            path.write_bytes(whole)
        assert refused.status_code == 503 and "is damaged" in refused.json()["detail"]
        again = client.post("/session", json={"name": "reader-a", "password": PASSWORD})
        assert again.status_code == 200


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path)
    made.add("known", "reader", (), PASSWORD)
    return made


class Clock:
    """A monotonic clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_sessions_end_when_they_are_idle_and_when_they_are_old(accounts: Accounts) -> None:
    clock = Clock()
    sessions = SignIns(accounts, clock)
    value = sessions.begin("known", PASSWORD, "here")
    clock.now += sign_ins.IDLE_SECONDS - 1
    assert sessions.principal(value) is not None
    clock.now += sign_ins.IDLE_SECONDS + 1
    assert sessions.principal(value) is None
    value = sessions.begin("known", PASSWORD, "here")
    for _ in range(int(sign_ins.LONGEST_SECONDS / sign_ins.IDLE_SECONDS) + 1):
        assert sessions.principal(value) is not None
        clock.now += sign_ins.IDLE_SECONDS - 1
    assert sessions.principal(value) is None


@pytest.mark.parametrize("name", ["known", "unknown"])
def test_wrong_tries_have_to_wait_longer_and_longer(
    accounts: Accounts, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    sessions = SignIns(accounts, clock)
    looked_at: list[str] = []
    monkeypatch.setattr(
        "assistant.people.passwords.fits", lambda kept, given: looked_at.append(kept) or False
    )
    said, waits = set(), []
    for _ in range(sign_ins.FREE_TRIES):
        with pytest.raises(AccessError) as raised:
            sessions.begin(name, "wrong", "here")
        said.add(str(raised.value))
    assert said == {"The name or the password is wrong."}
    for _ in range(4):
        with pytest.raises(TooManyTries) as late:
            sessions.begin(name, "wrong", "here")
        waits.append(late.value.seconds)
        clock.now += late.value.seconds
        with pytest.raises(AccessError, match="is wrong"):
            sessions.begin(name, "wrong", "here")
    assert waits == [1, 2, 4, 8]
    assert len(looked_at) == sign_ins.FREE_TRIES + 4  # nothing is looked at while one waits
    with pytest.raises(AccessError, match="is wrong"):
        sessions.begin(name, "wrong", "elsewhere")  # another address does not wait for this one


def test_a_name_that_there_is_not_takes_a_hash_too(accounts: Accounts) -> None:
    from assistant.people import passwords

    hasher, seen = passwords._hasher(), []

    class Counting:
        def verify(self, kept: str, given: str) -> bool:
            seen.append(kept[:9])
            return hasher.verify(kept, given)

        def hash(self, given: str) -> str:
            return hasher.hash(given)

    passwords._hasher.cache_clear()
    original = passwords._hasher
    try:
        passwords._hasher = lambda: Counting()  # type: ignore[assignment]
        for name in ("known", "unknown"):
            assert accounts.by_password(name, "not the password") is None
    finally:
        passwords._hasher = original
    assert seen == ["$argon2id", "$argon2id"]


def test_the_header_of_a_proxy_is_believed_from_its_address_alone(
    house: House, tmp_path: Path
) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "X-Remote-User": "reader-a"}
    for addresses, status in (("127.0.0.1",), 200), (("10.1.2.3", "::1"), 401):
        proxies = Proxies("X-Remote-User", addresses)
        with given.serving(house.assistant, tmp_path, proxies=proxies) as url:
            client = patient.Client(base_url=url, headers=own)
            with client:
                assert client.get("/account").status_code == status
                unknown = client.get("/account", headers={"X-Remote-User": "stranger"})
                assert unknown.status_code == 401
