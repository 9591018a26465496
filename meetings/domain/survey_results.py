"""Counting answers: shares by question, what can be compared, and two questions crossed without small cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from meetings.domain.report_cells import SMALL
from meetings.domain.surveys import STEPS, Kind, Question

Values = Mapping[str, Any]
HIDDEN: Final = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How one question was answered in one crowd; nothing of it is known where fewer than five answered it.

    `counts` go by the keys of choices, or by the steps of a scale; of several, the shares may sum to more than all.
    """

    question: Question
    answered: int | None
    counts: Mapping[str, int]

    @property
    def is_shown(self) -> bool:
        """Say whether enough answered it."""
        return self.answered is not None

    @property
    def mean(self) -> float | None:
        """Give the mean of a scale, to one place after the point."""
        if self.question.kind != Kind.SCALE or not self.answered:
            return None
        return round(sum(int(step) * number for step, number in self.counts.items()) / self.answered, 1)

    def share(self, key: str) -> float:
        """Give the share of those who answered the question that gave an answer, from 0 to 1."""
        return self.counts.get(key, 0) / self.answered if self.answered else 0.0


def tally(question: Question, answers: Sequence[Values]) -> Tally:
    """Count one question."""
    given = [one[question.key] for one in answers if question.key in one]
    keys = keys_of(question)
    if len(given) < SMALL:
        return Tally(question, None, {})
    counts = dict.fromkeys(keys, 0)
    for one in given:
        for key in one if isinstance(one, list) else [one]:
            if str(key) in counts:
                counts[str(key)] += 1
    return Tally(question, len(given), counts)


def keys_of(question: Question) -> tuple[str, ...]:
    """Give the keys of what can be answered."""
    if question.kind == Kind.SCALE:
        return tuple(str(one) for one in STEPS)
    return tuple(one.key for one in question.choices)


def is_same(one: Question, other: Question) -> bool:
    """Say whether two surveys ask the same, so that their answers can be compared."""
    return (one.key, one.kind, set(keys_of(one))) == (other.key, other.kind, set(keys_of(other)))


@dataclass(frozen=True, slots=True)
class Cross:
    """How one question was answered by those who answered another in each way; nothing stands for a small cell."""

    by: Question
    of: Question
    cells: Mapping[tuple[str, str], int | None]

    @property
    def hides(self) -> bool:
        """Say whether any cell is hidden."""
        return any(one is None for one in self.cells.values())


def cross(by: Question, of: Question, answers: Sequence[Values]) -> Cross:
    """Cross two questions; cells of one to four are hidden, and as many others as it takes that no sum gives them away.

    Takes: two questions with one answer each.
    """
    rows, columns = keys_of(by), keys_of(of)
    counts = {(row, column): 0 for row in rows for column in columns}
    for one in answers:
        cell = str(one.get(by.key)), str(one.get(of.key))
        if cell in counts:
            counts[cell] += 1
    hidden = {cell for cell, number in counts.items() if 0 < number < SMALL}
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    while any(_hide_more(line, counts, hidden) for line in lines):
        pass  # what was hidden last may be given away by another line
    return Cross(by, of, {cell: HIDDEN if cell in hidden else number for cell, number in counts.items()})


def _hide_more(
    line: Sequence[tuple[str, str]], counts: Mapping[tuple[str, str], int], hidden: set[tuple[str, str]]
) -> bool:
    """Hide the next smallest cell of a row or column whose sum would give a hidden one away; say whether one was."""
    inside = [cell for cell in line if cell in hidden]
    open_ = [cell for cell in line if cell not in hidden]
    is_safe = len(inside) > 1 and sum(counts[cell] for cell in inside) >= SMALL
    if not inside or is_safe or not open_:
        return False
    hidden.add(min(open_, key=lambda cell: (counts[cell] == 0, counts[cell], cell)))
    return True
