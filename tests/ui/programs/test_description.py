"""The description of the API, and what a program makes of it that tries out whatever it allows."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as hypothesis_given

from tests.support import page_fixture as given
from tests.support import patient
from tests.support.two_rooms import SECRET, House
from tests.ui.programs.test_callers import PROGRAMS, called

OPERATIONS = [one for one in PROGRAMS if one[0] != "/api/openapi.json"]


@pytest.fixture(scope="module")
def address(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a key may ask as often as whoever tries everything out."""
    uploads = tmp_path_factory.mktemp("uploads")
    with given.serving(house.assistant, uploads, per_minute=100_000) as url:
        yield url


@pytest.fixture(scope="module")
def headers(house: House) -> dict[str, str]:
    key, _kept = house.assistant.rooms.accounts.add_key("reader-a")
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture(scope="module")
def description(address: str, headers: dict[str, str]) -> Any:
    return patient.get(f"{address}/api/openapi.json", headers=headers).json()


def test_every_route_is_described_and_needs_a_key(description: Any) -> None:
    assert description["openapi"].startswith("3.1")
    found = {
        (path, method.upper()): operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    assert found.keys() == set(OPERATIONS)
    assert description["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for (path, _method), operation in found.items():
        assert operation["security"] == [{"key": []}]
        assert operation["summary"]
        assert {"200", "401", "413", "429", "503"} <= operation["responses"].keys()
        refusal = "OpenAIRefusal" if path.startswith("/v1/") else "Refusal"
        shape = operation["responses"]["401"]["content"]["application/json"]["schema"]
        assert shape["$ref"].rpartition("/")[2] == refusal


def test_what_is_answered_has_the_keys_that_are_described(
    house: House, client: Any, headers: dict[str, str], description: Any
) -> None:
    shapes = description["components"]["schemas"]

    def keys(name: str) -> set[str]:
        return set(shapes[name]["properties"])

    asked = {"question": "What does a ship pay for each day in the harbour?"}
    answer = client.post("/api/ask", headers=headers, json=asked).json()
    assert answer.keys() == keys("AnswerJson")
    assert answer["citations"][0].keys() == keys("Citation")
    found = client.get("/api/search", params={"q": "pilots"}, headers=headers).json()
    assert found[0].keys() == keys("FoundPassage")
    listed = client.get("/api/documents", headers=headers).json()
    assert listed[0].keys() == keys("ListedDocument")
    shown = client.get(f"/api/documents/{listed[0]['id']}", headers=headers).json()
    assert shown.keys() == keys("ShownDocument")
    made = called(client, "/v1/chat/completions", "POST", headers).json()
    assert made.keys() == keys("Completion")
    assert made["choices"][0]["message"].keys() == keys("CitedMessage")


@pytest.mark.parametrize("most", [12, pytest.param(150, marks=pytest.mark.whole)])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(
    address: str, headers: dict[str, str], description: Any, path: str, method: str, most: int
) -> None:
    """By schemathesis: no error of the server, no answer of another form, nothing without a key."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of its own parts
        import schemathesis
        from schemathesis.checks import load_all_checks
        from schemathesis.specs.openapi.checks import positive_data_acceptance

        load_all_checks()
        schema = schemathesis.openapi.from_dict(description)
    operation = schema[path][method]
    count = []
    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

        @settings(
            max_examples=most,
            deadline=None,
            database=None,
            derandomize=most < 100,
            suppress_health_check=[*HealthCheck],
        )
        @hypothesis_given(case=operation.as_strategy(generation_mode=mode))
        def tried(case: Any) -> None:
            answer = case.call(base_url=address, headers=headers)
            assert answer.status_code < 500, answer.text
            assert SECRET not in answer.text.casefold()
            # A question of blanks has the right form, and cannot be asked.
            case.validate_response(
                answer, headers=headers, excluded_checks=[positive_data_acceptance]
            )
            count.append(answer.status_code)

        tried()
    # Few ids are those of a document, and few chats are without what is not done here.
    assert 200 in count or "{" in path or "chat" in path
