"""JSON from outside or from disk, checked against a type; what is wrong with it is one sentence.

A type is a dataclass or whatever else pydantic knows; a null that does not fit counts as missing.
pydantic is loaded where it is first needed, since it takes longer than the start of the program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from corpus.errors import AssistantError

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
TOO_DEEP = "not JSON that can be read (nested too deep)"
SHOWN = 20  # bad lines that a message names
MOST_PROBLEMS = 3  # that are told of one value


def loaded(text: str | bytes) -> Any:
    """The value of a JSON text that can be stored. Raises ValueError."""
    told = decoded(text)
    try:
        json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("it has half of a character (an unpaired surrogate)") from error
    return told


def decoded(text: str | bytes) -> Any:
    """The value of a JSON text, whatever is in it. Raises ValueError."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg}, column {error.colno})") from error
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8 text") from error
    except ValueError as error:
        raise ValueError("it has a number with too many digits") from error
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error


def checked(kind: type[T], told: Any, shown: Any = None) -> T:
    """The value of a type that `told` holds, which `loaded` gave or `json.loads` would.

    Raises ValueError that names each place that is wrong, as in `"items[3].stem" is missing`;
    places are named as in `shown`, where `told` was made from that.
    """
    from pydantic import ValidationError

    if not isinstance(told, dict) and isinstance(kind, type) and hasattr(kind, "__annotations__"):
        raise ValueError("not an object")
    try:
        try:
            return _validated(kind, told)
        except ValidationError as error:
            problem = sentence(error, told if shown is None else shown)
            try:
                return _validated(kind, _without_nulls(told))
            except ValidationError:
                raise ValueError(problem) from error
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error


def parsed(kind: type[T], text: str | bytes) -> T:
    """The value of a type that a JSON text holds. Raises ValueError as `checked` does."""
    return checked(kind, loaded(text))


def read_lines(path: Path) -> list[tuple[int, str]]:
    """(number, line) for each line of a JSON Lines file that is not blank.

    Raises AssistantError where it cannot be read.
    """
    try:
        # Not splitlines: JSON may hold a line separator as it is.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise AssistantError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AssistantError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def read_rows(
    path: Path,
    row: Callable[[str, int], T],
    id_of: Callable[[T], str | int],
    bad: str,
    outcome: str,
    none: str,
) -> list[T]:
    """The rows of a JSON Lines file, each with an id of its own; `row` makes one of a line.

    Raises AssistantError with every bad line: `path` has `bad`: line 3: ...; `outcome`. And, with
    `none`, for a file without rows.
    """
    rows: list[T] = []
    problems: list[str] = []
    lines: dict[str | int, int] = {}
    for number, line in read_lines(path):
        try:
            found = row(line, number)
            if (id := id_of(found)) in lines:
                raise ValueError(f"the id {_cut(repr(id))} stands in line {lines[id]} already")
        except (ValueError, OverflowError, AssistantError) as error:
            problems.append(f"line {number}: {str(error).rstrip('.')}")
        else:
            lines[id] = number
            rows.append(found)
    if problems:
        raise AssistantError(f"{path} has {bad}: {listed(problems)}. {outcome}")
    if not rows:
        raise AssistantError(f"{path} has {none}")
    return rows


def listed(problems: Sequence[str], most: int = SHOWN) -> str:
    """The first problems as one text, with how many more there are."""
    more = f"; and {len(problems) - most} more" if len(problems) > most else ""
    return "; ".join(problems[:most]) + more


def sentence(error: ValidationError, told: Any) -> str:
    """What pydantic found wrong with `told`, place by place."""
    return told_wrong(error.errors(include_url=False), told)


def told_wrong(errors: Iterable[Mapping[str, Any]], told: Any) -> str:
    """The same of the errors themselves, each with its `type`, place (`loc`) and message."""
    places: dict[str, list[str]] = {}
    for one in errors:
        words = one["msg"].removeprefix("Value error, ").replace("Field required", "is missing")
        words = words.replace("Extra inputs are not permitted", "is not known")
        words = re.sub(r"^(?:Input|List|String) should", "should", words)
        place = _place(one["loc"], told, one["type"] == "missing")
        places.setdefault(place, []).append(words)
    problems = [_told(place, _alternatives(words)) for place, words in places.items()]
    more = len(problems) - MOST_PROBLEMS
    return ", and ".join(problems[:MOST_PROBLEMS]) + (f", and {more} more" if more > 0 else "")


def _place(location: Sequence[str | int], told: Any, missing: bool) -> str:
    """`"items[3].stem"`, without the names of types that pydantic tells in between."""
    place = ""
    for number, part in enumerate(location, start=1):
        if isinstance(part, int) and isinstance(told, list):
            place, told = f"{place}[{part}]", told[part]
        elif isinstance(told, dict) and (part in told or (missing and number == len(location))):
            place, told = f"{place}.{part}" if place else str(part), told.get(part)
    return f'"{place}"' if place else "it"


def _told(place: str, words: str) -> str:
    inner = words.startswith('"') and place != "it"  # a place within, named by a type of its own
    return f"{place[:-1]}.{words[1:]}" if inner else f"{place} {words}"


def _alternatives(words: Sequence[str]) -> str:
    """What a place should be, one thing or another."""
    first, *others = dict.fromkeys(words)
    return " or ".join((first, *(other.removeprefix("should be ") for other in others)))


def _validated(kind: type[T], told: Any) -> T:
    # As text, for of that alone numbers and texts are taken strictly, and lists as tuples.
    text = json.dumps(told, ensure_ascii=False, default=dict).encode("utf-8", "replace")
    return cast(T, _adapter(cast(Any, kind)).validate_json(text, strict=True))


def _without_nulls(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _without_nulls(one) for key, one in told.items() if one is not None}
    return [_without_nulls(one) for one in told] if isinstance(told, list | tuple) else told


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
