"""Our own questions: the answers must not become worse than they were.

The counts are those of `python -m tests.quality.measure`; raise them with the quality.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.settings import Settings
from tests.quality.measure import BRIEFS, measure

SEEDS = Path(__file__).resolve().parents[1].parent / "shared" / "seeds"


@pytest.mark.slow
@pytest.mark.parametrize(("documents", "right"), [(BRIEFS, 38), (SEEDS, 41)])
def test_answers_are_as_good_as_they_were(documents: Path, right: int, tmp_path: Path) -> None:
    if not documents.exists():
        pytest.skip(f"{documents} is not there")
    assistant = assemble(Settings(data_dir=tmp_path))
    assert all(report.stored for report in assistant.ingest([documents]))
    results = measure(assistant)
    wrong = [r.answer.asked_as for r in results if r.answerable and not r.right]
    assert sum(r.right for r in results if r.answerable) >= right, wrong
    given = [r.answer.asked_as for r in results if not r.answerable and not r.right]
    assert not given, "answered though the documents do not say"
    assistant.close()
