"""Confidence fitted to a library's own questions: Platt's scaling, and the threshold with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, FiniteFloat

from corpus.checked_json import checked
from corpus.errors import AssistantError
from corpus.wording import _
from index.store.database import write_whole
from index.store.seal import opened_json, sealed_json

FILE_NAME = "calibration.json"
FEWEST = 20  # questions, some of them answered right and some not
WRONG, REFUSED = 0.05, 0.08  # what a threshold aims at: at most so many in 1
PRIOR = 4.0  # questions' worth of trust in the confidence as it is


@dataclass(frozen=True, slots=True)
class Calibration:
    """confidence = sigmoid(slope * logit(answerability) + intercept); refuse below `threshold`.

    Platt 1999, Probabilistic outputs for support vector machines. `reader` is the name of the
    reader whose answerability it was fitted to, `questions` how many it was fitted on. Beyond
    their bounds slope and intercept would take every answer for surely right or surely wrong.
    """

    slope: Annotated[FiniteFloat, Field(ge=0.01, le=20)]
    intercept: Annotated[FiniteFloat, Field(ge=-10, le=10)]
    threshold: Annotated[float, Field(ge=0, le=1)]
    reader: str
    questions: Annotated[int, Field(ge=0)] = 0

    def confidence(self, answerability: float) -> float:
        """From 0 to 1; keeps the order."""
        return _sigmoid(self.slope * _logit(answerability) + self.intercept)

    def after(self, old: Calibration) -> Calibration:
        """The two as one, where this was fitted to what the old one said."""
        slope, intercept = self.slope * old.slope, self.slope * old.intercept + self.intercept
        return replace(self, slope=slope, intercept=intercept)

    def save(self, folder: Path) -> Path:
        """Write it to the library's folder, whole or not at all. Raises AssistantError."""
        path = folder / FILE_NAME
        try:
            checked(Calibration, asdict(self))
            write_whole(path, sealed_json(asdict(self)))
        except ValueError as error:
            raise AssistantError(
                _(
                    "These questions give no calibration that could be used ({reason}); what "
                    "there was is left as it is. Take more questions, of all kinds."
                ).format(reason=error)
            ) from error
        except OSError as error:
            raise AssistantError(
                _("{path} cannot be written: {reason}.").format(
                    path=path, reason=error.strerror or error
                )
            ) from error
        return path


def load(folder: Path, reader: str) -> Calibration | None:
    """The library's calibration; None where it has none, or one for another reader.

    Raises AssistantError where the file is there and cannot be used.
    """
    path = folder / FILE_NAME
    try:
        told, _seal = opened_json(path.read_bytes())
        found = checked(Calibration, told)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise AssistantError(
            _(
                "The calibration {path} is damaged or cannot be read ({reason}). Delete "
                "it; then 'assistant evaluate QUESTIONS --calibrate' makes a new one."
            ).format(path=path, reason=error)
        ) from error
    return found if found.reader == reader else None


def fit(answerability: Sequence[float], right: Sequence[bool], reader: str) -> Calibration:
    """Fitted to questions that were answered without refusing: how sure, and whether right.

    Raises AssistantError where there are too few questions to learn from.
    """
    if len(right) < FEWEST or all(right) or not any(right):
        raise AssistantError(
            _(
                "Calibrating takes at least {fewest} questions, some of them answered "
                "right and some not; these are {count}, {sum} of them answered right."
            ).format(fewest=FEWEST, count=len(right), sum=sum(right))
        )
    slope, intercept = _platt(answerability, right)
    made = Calibration(slope, intercept, 0.5, reader, len(right))
    confidence = [made.confidence(value) for value in answerability]
    return Calibration(slope, intercept, threshold_for(confidence, right), reader, len(right))


def threshold_for(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """The threshold that comes nearest to both aims: few wrong answers among those given, and
    few refusals of questions that would have been answered right. The lowest of equal ones.
    """

    def excess(threshold: float) -> float:
        given = [ok for value, ok in zip(confidence, right, strict=True) if value >= threshold]
        wrong = given.count(False) / len(given) if given else 0.0
        refused = 1 - given.count(True) / max(1, sum(right))
        return max(0.0, wrong - WRONG) + max(0.0, refused - REFUSED)

    return min((step / 100 for step in range(1, 100)), key=lambda step: (excess(step), step))


def _platt(values: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Slope and intercept by Newton's method, drawn towards 1 and 0 by a Gaussian prior."""
    x = [_logit(value) for value in values]
    slope, intercept = 1.0, 0.0
    for _step in range(50):
        p = [_sigmoid(slope * value + intercept) for value in x]
        error = [float(ok) - chance for ok, chance in zip(right, p, strict=True)]
        spread = [chance * (1 - chance) for chance in p]
        gradient = (
            sum(e * value for e, value in zip(error, x, strict=True)) - PRIOR * (slope - 1),
            sum(error) - PRIOR / 4 * intercept,
        )
        a = sum(s * value * value for s, value in zip(spread, x, strict=True)) + PRIOR
        b = sum(s * value for s, value in zip(spread, x, strict=True))
        c = sum(spread) + PRIOR / 4
        determinant = a * c - b * b
        slope += (c * gradient[0] - b * gradient[1]) / determinant
        intercept += (a * gradient[1] - b * gradient[0]) / determinant
    return max(slope, 0.05), intercept


def _logit(chance: float) -> float:
    bounded = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(min(value, 40.0), -40.0)))
