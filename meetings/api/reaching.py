"""What a program may open at the desk's doors: parts of programmes, sessions and times, as pages of the desk do."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Response
from marshmallow import EXCLUDE, Schema, fields, validate

from meetings.api.access import allowed, holder, keys, open_to_holder
from meetings.api.programmes import answered, both_sides, programme_seen
from meetings.api.undated import Undated
from meetings.domain.codes import SessionState
from meetings.domain.errors import NotAChoice, NotAllowed, NotANumber, NotFound, SignInNeeded
from meetings.domain.permissions import Act, Holder, Reach, reach
from meetings.formats.cursors import open_cursor, place_of, place_text
from meetings.queries.desk import SlotPage, slot_page
from meetings.queries.desk_files import SessionAbout, session_about


class PartQuery(Undated):
    """Which part of a list."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    size = fields.Integer(load_default=50, validate=validate.Range(1, 200), metadata={"example": 50})
    after = fields.String(load_default="", validate=validate.Length(max=400), metadata={"example": ""})


def part_of(rows: Sequence[Any], query: dict[str, Any], name: Callable[[Any], object]) -> dict[str, Any]:
    """Give the part of a list that was asked for, and where the next begins.

    These lists are ordered each in its way, by places, names or times that may change, so that a cursor tells no value
    to compare by: it names the first row that was not read and the last ones that were, and the next part begins where
    these are by now (see `place_of`). What is added, taken away or moved meanwhile makes no other row be lost.

    Takes: the rows in their order; what names a row and is its own in the list.
    Raises: NotAChoice, for a cursor that no list of ours gave.
    """
    names, start = [str(name(one)) for one in rows], 0
    if query["after"]:
        place = open_cursor(query["after"], keys().key("cursor"))
        found = None if place is None else place_of(place, names)
        if found is None:
            raise NotAChoice(field="after", value=query["after"])
        start = found
    end = start + query["size"]
    return {"items": list(rows[start:end]), "next": place_text(names, end) if end < len(rows) else None}


def right_now() -> datetime:
    """Give the moment at which a program asks."""
    return datetime.now(UTC)


def within(number: int, field: str, least: int, most: int) -> int:
    """Give a number back that lies within limits.

    Raises: NotANumber, with the field.
    """
    if not least <= number <= most:
        raise NotANumber(field=field, least=least, most=most)
    return number


def actor() -> str:
    """Give the name under which what a program does is noted.

    Raises: SignInNeeded.
    """
    return program().actor


def program() -> Holder:
    """Give the program that asks.

    Raises: SignInNeeded.
    """
    found = holder()
    if found is None:
        raise SignInNeeded()
    return found


def open_in(act: Act, programme: str) -> Reach:
    """Say where a program may do this, if that is anywhere in a programme; one that it may not see is not there.

    Raises: SignInNeeded, NotAllowed; NotFound.
    """
    programme_seen(programme)
    where = reach(allowed(act), act)
    if not where.touches(programme):
        raise NotAllowed()
    return where


def may_reach(act: Act) -> Reach:
    """Say where a program may do this, be it nowhere.

    Raises: SignInNeeded.
    """
    actor()
    return reach(holder(), act)


def open_everywhere(act: Act) -> None:
    """Let a program through that may do this in all programmes.

    Raises: SignInNeeded, NotAllowed.
    """
    if not reach(allowed(act), act).everywhere:
        raise NotAllowed()


def open_session(act: Act, programme: str, session: str) -> SessionAbout:
    """Give a session, if a program may do this; a draft that it may not see is not there.

    Raises: SignInNeeded, NotAllowed; NotFound.
    """
    programme_seen(programme)
    found = session_about(programme, session)
    sees = open_to_holder(Act.SEE).covers(programme, found.stream, found.partners)
    if found.state == SessionState.DRAFT and not sees:
        raise NotFound()
    allowed(act, programme, found.stream, found.partners)
    return found


def open_slot(act: Act, slot_id: str) -> SlotPage:
    """Give a time, if a program may do this; one that is not there answers like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    where = reach(allowed(act), act)
    try:
        page = slot_page(slot_id)
    except NotFound:
        if where.everywhere:
            raise
        raise NotAllowed() from None
    allowed(act, page.programme.slug, page.session.stream, page.session.partners)
    return page


def acted(
    schema: type[Schema],
    act: Callable[[], object],
    sent: Any,
    read: Callable[[], Any],
    status: int = 200,
) -> Response:
    """Do an act and answer with how things stand then; where somebody else was first, with both sides."""

    def do() -> None:
        act()

    def stored() -> Any:
        found = read()
        return None if found is None else schema().dump(found)

    stale = both_sides(do, sent, stored)
    return stale or answered(schema(), read(), status)
