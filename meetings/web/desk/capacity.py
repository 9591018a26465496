"""A limit of seats before it is changed: who keeps a seat, who moves up, and what becomes of seats given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import Mode
from meetings.queries.desk import RoomRow, SlotRow
from meetings.queries.outlook import rising
from meetings.web.seats import mode_words


@dataclass(frozen=True, slots=True)
class Limit:
    """The seats of one kind, before and after a change; `given` counts those who move up."""

    before: int | None
    after: int | None
    taken: int
    waiting: int
    given: int


def seats_words(capacity: int | None) -> str:
    """Word how many seats there are."""
    return str(capacity) if capacity is not None else _("no limit")


def room_words(room: RoomRow | None) -> str:
    """Word how many seats there are in the room, if there is one."""
    return seats_words(room.capacity) if room else _("no room")


def limit_notes(before: SlotRow, after: SlotRow, now: datetime) -> Iterable[str]:
    """Say what follows from each limit that changes."""
    given = rising(after, now)
    if before.capacity != after.capacity:
        limit = Limit(before.capacity, after.capacity, after.taken, after.waiting, given[Mode.ONLINE])
        label = f"{mode_words(Mode.ONLINE)}: " if after.room else ""
        yield label + " ".join(_limit_words(limit))
    if before.room and after.room and before.room.capacity != after.room.capacity:
        room = after.room
        limit = Limit(before.room.capacity, room.capacity, room.taken, room.waiting, given[Mode.ROOM])
        yield f"{mode_words(Mode.ROOM)}: " + " ".join(_limit_words(limit))
    if after.room and not before.room:
        yield _("The form asks from now on whether people take part online or in the room.")


def _limit_words(limit: Limit) -> Iterable[str]:
    yield _("Seats held: %(taken)d, waiting: %(waiting)d.", taken=limit.taken, waiting=limit.waiting)
    if limit.given:
        yield ngettext(
            "Number %(num)d in line moves up.", "Numbers 1 to %(num)d in line move up.", limit.given
        )
    left = limit.waiting - limit.given
    if left:
        yield ngettext("%(num)d person goes on waiting.", "%(num)d people go on waiting.", left)
    if limit.after is None:
        if not left:
            yield _("Without a limit everybody gets a seat at once.")
        return
    free = limit.after - limit.taken - limit.given
    if free < 0:
        yield ngettext(
            "With the limit at %(limit)d nobody loses a seat; the next %(num)d seat that becomes free is not "
            "passed on.",
            "With the limit at %(limit)d nobody loses a seat; the next %(num)d seats that become free are not "
            "passed on.",
            -free,
            limit=limit.after,
        )
    if free > 0 and not left:
        yield ngettext(
            "%(num)d seat is free; once it is taken, people get a number in line.",
            "%(num)d seats are free; once they are taken, people get a number in line.",
            free,
        )
    else:
        yield _("Whoever registers now gets a number in line.")
