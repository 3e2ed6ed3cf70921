"""Makes `ui/NOTICE` anew: what of others the program brings, and the licences of what it needs.

python -m tests.support.make_notices
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.support.locks import needed

ROOT = Path(__file__).resolve().parents[2]
NOTICE = ROOT / "ui" / "NOTICE"
SPELLED = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License (GPL)": "GPL",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL",
    "Python Software Foundation License": "PSF-2.0",
}
# Whose metadata say nothing that can be printed; read in the licence that they bring.
READ = {"locate": "MIT", "scipy": "BSD-3-Clause"}
BROUGHT = """\
This program brings work of others, in its own files:

- multilingual-e5-small, by Liang Wang, Nan Yang, Xiaolong Huang, Linjun Yang, Rangan Majumder and
  Furu Wei (Microsoft): the weights in index/models/base/, cut to Latin script and kept in fewer
  bits, and the start of the weights in assistant/reader/ and assistant/support/. MIT, below. What
  those were trained on is named in their README files, with the licences of the data.
- lemminflect, by Brad Jascob: the forms of verbs in corpus/language/data/verbs.csv. MIT, below.
  Copyright (c) 2019 Brad Jascob.

MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

It needs these packages, which are not in its own files and bring their licences with them. The word
lists of wordfreq, which it reads there, are CC BY-SA 4.0.

"""


def licence(name: str) -> str:
    """The licence of an installed package, as short as its metadata let one say it."""
    told = metadata(name)
    if name in READ:
        return READ[name]
    said = str(told.get("License-Expression") or told.get("License") or "").strip()
    if said and "\n" not in said and len(said) < 200:
        return said
    kinds = [one for one in told.get_all("Classifier") or () if one.startswith("License")]
    spelled = [SPELLED[one.split(" :: ")[-1]] for one in kinds]
    return " or ".join(dict.fromkeys(spelled))


def packages() -> dict[str, str]:
    """Name and licence of each package that the program needs, or one of its extras does."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(one for key in extras if key != "dev" for one in extras[key]),
    ]
    found = {}
    for name in sorted(needed(wanted)):
        try:
            found[canonicalize_name(name)] = licence(name)
        except PackageNotFoundError:  # of another system, or of an extra that is not installed
            continue
    return found


def text(known: dict[str, str]) -> str:
    return BROUGHT + "".join(f"{name}: {said}\n" for name, said in sorted(known.items()))


def kept() -> dict[str, str]:
    """The packages that the file names as it is."""
    lines = re.findall(r"^([\w-]+): (.+)$", NOTICE.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(lines)


def main() -> None:
    # What is not installed here keeps its line.
    known = kept() if NOTICE.exists() else {}
    NOTICE.write_text(text({**known, **packages()}), encoding="utf-8")


if __name__ == "__main__":
    main()
