"""`make wording`: the catalogues as the code has them now, and what is left to translate.

Each `.po` keeps its header and its translations; new messages are added empty, those that no code
says any more are taken out, and the `.mo` is compiled beside it.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from corpus.wording import DOMAIN, LOCALES
from tests.support.messages import used

NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # no time of making: the same words, the same file


def catalogues() -> list[Path]:
    return sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, domain=DOMAIN)


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the `.mo`."""
    data = io.BytesIO()
    write_mo(data, catalogue)
    return data.getvalue()


def written(catalogue: Catalog) -> bytes:
    """The bytes of the `.po`: places by their file alone, so that moving a line changes nothing."""
    data = io.BytesIO()
    write_po(data, catalogue, width=100, ignore_obsolete=True, include_lineno=False)
    return data.getvalue()


def main() -> int:
    """Bring every catalogue up to date; the exit status says whether words are left."""
    template, left = used(), 0
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.project, catalogue.version = "policy-assistant", "0"
        catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
        catalogue.revision_date = catalogue.creation_date = NEVER
        path.write_bytes(written(catalogue))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        missing = [one.id for one in catalogue if one.id and not all(strings(one.string))]
        left += len(missing)
        print(f"{path}: {len(catalogue)} messages, {len(missing)} to translate", *missing[:20])
    return 1 if left else 0


def strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ("",))


if __name__ == "__main__":
    sys.exit(main())
