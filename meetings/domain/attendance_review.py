"""Deciding who a row is that no rule knew: what is decided together, what may be decided, and what follows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from meetings.domain.attendance import INTERPRETER, PANELIST, PARTICIPANT, STAFF
from meetings.domain.attendance_matching import HAND, is_unidentified
from meetings.domain.registrations import address_key, name_key
from meetings.domain.tokens import Keys

OUT: Final = "out"
APART: Final = "apart"
PURPOSE: Final = "attendance"
ROLES_OF_PANEL: Final = {
    "speaker": PANELIST,
    "moderator": PANELIST,
    "interpreter": INTERPRETER,
    "host": STAFF,
}


class Verdict(StrEnum):
    """What a person decided of rows that no rule knew."""

    PERSON = "person"  # they are somebody we know
    NOBODY = "nobody"  # they stay unidentified, and nobody is asked again
    PANELIST = PANELIST
    INTERPRETER = INTERPRETER
    STAFF = STAFF
    BOT = "bot"  # a program, and no attendance


SET_APART: Final = frozenset((Verdict.PANELIST, Verdict.INTERPRETER, Verdict.STAFF))


def row_key(name: str, address: str, joined_at: datetime, keys: Keys) -> str:
    """Give by what a row is known again, in any file of its slot; the store says by it neither name nor address.

    Rows of one address and name are decided together, so are rows of one name without address. Of telephones and
    devices each row stands for itself: two iPads are two.
    """
    if address:
        facts = ("address", address_key(address), name_key(name))
    elif not is_unidentified(name):
        facts = ("name", "", name_key(name))
    else:
        facts = ("row", joined_at.astimezone(UTC).isoformat(), name_key(name))
    return keys.hashed(PURPOSE, *facts)


def role_in(role: str, person_id: int | None, panel: Mapping[int, str]) -> str:
    """Give the role of a row: what our own panel says of its person, else what the file says."""
    ours = panel.get(person_id) if person_id is not None else None
    return ROLES_OF_PANEL.get(ours, PARTICIPANT) if ours else role


def settled(verdict: Verdict) -> tuple[str, str | None]:
    """Give how a row is matched by a verdict, and the role it stands in; nothing where the verdict says none."""
    if verdict is Verdict.PERSON:
        return HAND, None
    if verdict in SET_APART:
        return APART, str(verdict)
    return (OUT, OUT) if verdict is Verdict.BOT else (str(Verdict.NOBODY), None)
