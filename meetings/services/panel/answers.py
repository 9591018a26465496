"""What somebody on a panel says, themselves, by an assistant or by staff: it is noted who said it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from meetings.domain import errors
from meetings.domain.codes import PanelistState, SessionState, SlotState
from meetings.domain.panel.answers import check_answer, check_printed, check_words
from meetings.extensions import db, store, transaction
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.doers import subject_of
from meetings.services import releases
from meetings.services.audit import note
from meetings.services.live.hours import hold_programme_within, mark_hour_within
from meetings.services.releases import Said


def answer(session_id: int, person_id: int, said: str, words: str, now: datetime, *, actor: str) -> bool:
    """Note that somebody comes, or declines and with which words; give whether anything is different now.

    It holds for every role of theirs in the session. Whoever comes is asked about being recorded. Said twice, it is
    noted once.
    Raises: NotFound, for somebody who is not on this panel; NotAChoice, PanelOver, TooLong, NotOneLine.
    """
    with transaction():
        rows = rows_within(session_id, person_id)
        state = check_answer(said, is_coming=_is_coming(session_id, now))
        kept = check_words(words) if state == PanelistState.DECLINED else ""
        if all((one.state, one.state_words or "") == (state, kept) for one in rows):
            return False
        before = rows[0].state
        for one in rows:
            one.state, one.state_words = state, kept or None
            one.state_since, one.state_by = now, actor
            one.updated_at, one.revision = now, one.revision + 1
        after = {"answer": str(state), "words": bool(kept)}
        note_within(now, actor, "answer", session_id, person_id, before={"answer": before}, after=after)
        if state == PanelistState.CONFIRMED:
            releases.ask_within(session_id, [person_id], now, actor)
        mark_panel_within(session_id, now)
        return True


def print_as(
    session_id: int,
    person_id: int,
    printed: tuple[str, str],
    revision: int,
    now: datetime,
    *,
    actor: str,
) -> None:
    """Keep how somebody is printed on a panel. What stands there already is fine, whatever revision was seen.

    Takes: function and organization as typed; the revision that was seen.
    Raises: NotFound, Stale, TooLong, NotOneLine.
    """
    checked = check_printed(*printed)
    with transaction():
        rows = rows_within(session_id, person_id)
        wanted = (checked.function, checked.organization)
        if all((one.function, one.organization) == wanted for one in rows):
            return
        if rows[0].revision != revision:
            raise errors.Stale(current=rows[0].revision)
        before = {"function": rows[0].function, "organization": rows[0].organization}
        for one in rows:
            one.function, one.organization = wanted
            one.updated_at, one.revision = now, one.revision + 1
        after = {"function": checked.function, "organization": checked.organization}
        note_within(now, actor, "print", session_id, person_id, before=before, after=after)
        mark_panel_within(session_id, now)


def release(slot_id: str, person_id: int, said: Said, revision: int, now: datetime, *, actor: str) -> None:
    """Note whether somebody may be recorded in a time.

    Takes: the revision of the release that was seen, 0 where there was none.
    Raises: NotFound, Stale, NotThisMove, NotParts.
    """
    with transaction():
        slot = db.session.get(Slot, slot_id)
        if slot is None:
            raise errors.NotFound()
        session_id = slot.session_id
        rows_within(session_id, person_id)
        releases.answer_within(slot_id, person_id, said, revision, now, actor)
        after = {"release": said.state, "slot": slot_id}
        note_within(now, actor, "release", session_id, person_id, after=after)
        mark_hour_within(slot_id, now)


def rows_within(session_id: int, person_id: int) -> Sequence[Panelist]:
    """Hold the rows of somebody on a panel, one a role, and the programme before them; call it within a transaction.

    Raises: NotFound.
    """
    hold_programme_within(session_id=session_id)
    rows = db.session.scalars(
        select(Panelist)
        .where(Panelist.session_id == session_id, Panelist.person_id == person_id)
        .order_by(Panelist.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        raise errors.NotFound()
    return rows


def mark_panel_within(session_id: int, now: datetime) -> None:
    """Say that pages that show a panel read differently from now on; call it within the act's transaction."""
    for slot_id in db.session.scalars(select(Slot.id).where(Slot.session_id == session_id)).all():
        mark_hour_within(slot_id, now)
    shown = select(Session.programme_id).where(Session.id == session_id, Session.state != SessionState.DRAFT)
    changes = update(Programme).where(Programme.id == shown.scalar_subquery())
    store(changes.values(changes=Programme.changes + 1))


def note_within(
    now: datetime, actor: str, act: str, session_id: int, person_id: int, **sides: dict[str, Any]
) -> None:
    """Note an act about somebody's panel, where their page and the desk show it; within the act's transaction."""
    programme, session, public_id = db.session.execute(
        select(Programme.slug, Session.slug, Person.public_id)
        .join(Session, Session.programme_id == Programme.id)
        .join(Person, Person.id == person_id)
        .where(Session.id == session_id)
    ).one()
    sides["after"] = {"session": session} | sides.get("after", {})
    note(now, actor, f"panel.{act}", subject_of(programme, public_id), person_id=person_id, **sides)


def _is_coming(session_id: int, now: datetime) -> bool:
    """Say whether a time of a session is still to come or running."""
    planned = select(Slot.starts_at, Slot.minutes).where(
        Slot.session_id == session_id, Slot.state == SlotState.PLANNED
    )
    rows = db.session.execute(planned)
    return any(starts_at + timedelta(minutes=minutes) > now for starts_at, minutes in rows)
