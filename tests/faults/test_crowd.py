"""Twenty people at once, while files come and a document goes: see `crowd`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import crowd


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(not Path(crowd.CHROMIUM).exists(), reason="chromium is not installed")
@pytest.mark.parametrize(
    ("seconds", "light", "every"),
    [(20, True, 6), pytest.param(300, False, 1, marks=pytest.mark.whole)],
    ids=["short", "five minutes"],
)
def test_a_crowd_gets_its_answers(tmp_path: Path, seconds: float, light: bool, every: int) -> None:
    pytest.importorskip("playwright.async_api")
    found = crowd.run(tmp_path, seconds, light=light, every=every)
    print(found.told())
    assert found.failures == [] and found.doctor == 0
    assert found.changed == []
    assert min(map(len, found.waits.values())) >= 2 and found.answered_meanwhile > 0
    assert crowd.REMOVED in found.before[crowd.given.SEAT], "nothing that was answered went"
