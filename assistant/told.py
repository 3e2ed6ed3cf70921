"""Values read back from JSON that may have been edited by hand: of the right kind, or named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NEEDED = object()


def value(
    told: Mapping[str, Any],
    key: str,
    kind: type | tuple[type, ...],
    default: Any = _NEEDED,
) -> Any:
    """What stands under a key, where it is of the kind; `default` where it is missing or null.

    Raises ValueError that names the key, as all here do.
    """
    found = told.get(key)
    if found is None and default is not _NEEDED:
        return default
    if not isinstance(found, kind) or isinstance(found, bool):
        raise ValueError(f'"{key}" is missing' if found is None else f'"{key}" is {found!r}')
    return found


def objects(told: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """A list of objects, empty where the key is missing."""
    found = value(told, key, list, [])
    if not all(isinstance(one, Mapping) for one in found):
        raise ValueError(f'"{key}" is no list of objects')
    return list(found)


def texts(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts, empty where the key is missing."""
    found = value(told, key, list, [])
    if not all(isinstance(one, str) for one in found):
        raise ValueError(f'"{key}" is no list of texts')
    return tuple(found)
