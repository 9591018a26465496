"""Two who saved the same: each field when it was opened, as stored and as typed, to be chosen one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

LONGEST: Final = 300
PICK: Final = "pick-"
Value = Any


@dataclass(frozen=True, slots=True)
class Side:
    """A field on both sides: `was` when the form was opened and `mine` as typed are empty where they are not known.

    `name` is that of the form's field, where one may choose; else both sides are only shown.
    """

    field: str
    was: str
    now: str
    mine: str
    name: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """Name in words what differs."""
        others = _("changed meanwhile") if self.was and self.was != self.now else ""
        mine = _("yours differs") if self.mine and self.mine != self.now else ""
        return tuple(mark for mark in (others, mine) if mark)

    @property
    def is_choice(self) -> bool:
        """Say whether there is anything to choose."""
        return bool(self.name) and self.mine != self.now

    @property
    def takes_now(self) -> bool:
        """Say whether what is stored is meant, because whoever typed left the field as it was."""
        return bool(self.was) and self.mine == self.was


def plain_words(_name: str, value: Value) -> str:
    """Word a value as it reads in a form; lists on one line, nothing as a dash."""
    if isinstance(value, list | tuple):
        value = _(", ").join(str(one) for one in value)
    return ("" if value is None else str(value)).strip()[:LONGEST] or "–"


def compare(
    labels: Mapping[str, str],
    now: Mapping[str, Value],
    mine: Mapping[str, Value],
    *,
    was: Mapping[str, Value] | None = None,
    word: Callable[[str, Value], str] = plain_words,
) -> tuple[Side, ...]:
    """Give the fields that differ, on all sides.

    Takes: the words of each field by its name in the form; what is stored now and was typed, by the same names;
    what stood when the form was opened, as far as that is known (see `queries/revisions.py: facts_at`).
    """
    sides = []
    for name, words in labels.items():
        side = Side(
            words,
            word(name, was[name]) if was is not None and name in was else "",
            word(name, now[name]) if name in now else "",
            word(name, mine[name]) if name in mine else "",
            name,
        )
        if side.marks:
            sides.append(side)
    return tuple(sides)


def settle(form: MultiDict[str, str], stored: Mapping[str, str | list[str]]) -> MultiDict[str, str]:
    """Give what was typed, with each field as it is stored for which that was chosen."""
    settled: MultiDict[str, str] = MultiDict(form)
    for name, value in stored.items():
        if form.get(f"{PICK}{name}") == "now":
            settled.setlist(name, value if isinstance(value, list) else [value])
    return settled
