"""What a delegation asks for once it may not change it itself: asked with the new values, and decided in one act."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update

from meetings.domain import errors
from meetings.domain.cop import delegations as rules
from meetings.domain.cop.codes import RequestKind, RequestState
from meetings.domain.cop.delegation_errors import NothingAsked, RequestDecided
from meetings.domain.cop.delegations import Nominee
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.cop.tracks import Mover, Says
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import ChangeRequest, Nomination
from meetings.queries.cop.change_requests import SEALED, Asked, opened, values_of
from meetings.services.audit import key_of, note
from meetings.services.cop.naming import Table, open_nomination, open_table, wish_of
from meetings.services.cop.nominations import edit_within, nominate_within, replace_within, withdraw_within
from meetings.services.cop.tracks import By

MOST_OPEN: Final = 200


def ask(
    delegation_id: str,
    kind: str,
    now: datetime,
    *,
    by: By,
    given: Nominee | None = None,
    nomination_id: str | None = None,
    why: str = "",
) -> str:
    """Ask for a change with the values it shall have; what was asked before of the same kind and person is taken back.

    Takes: who shall come, or what shall be said of somebody; of whom it is asked, but where somebody is added.
    Gives: the id of the request.
    Raises: NotFound; NothingAsked; NotAChoice, with field `kind`; what is wrong of the person, with the field.
    """
    if kind not in tuple(RequestKind):
        raise errors.NotAChoice(field="kind", value=kind[:20], choices=list(RequestKind))
    with transaction():
        table = open_table(delegation_id, now, by)
        row = _nomination(delegation_id, nomination_id, kind)
        values = _values(table, RequestKind(kind), row, given)
        if row is not None:
            _take_back_earlier(row.id, kind, now, by)
        _check_number(delegation_id)
        asked = ChangeRequest(
            delegation_id=delegation_id,
            nomination_id=row.id if row else None,
            kind=kind,
            values=_sealed(values, row),
            why=rules.check_why(why) or None,
            asked_at=now,
            asked_by=by.actor,
            updated_at=now,
        )
        db.session.add(asked)
        db.session.flush()
        _note(asked, "ask", now, by.actor, row)
        return asked.id


def take_back(request_id: str, delegation_id: str, now: datetime, *, by: By) -> None:
    """Take back what a delegation asked for.

    Raises: NotFound, also for what another delegation asked for; RequestDecided.
    """
    with transaction():
        row = db.session.get(ChangeRequest, request_id, with_for_update=True)
        if row is None or row.delegation_id != delegation_id:
            raise errors.NotFound()
        _settle(row, RequestState.TAKEN_BACK, "", now, by.actor)


def accept_request(
    request_id: str, now: datetime, *, actor: str, reason: str = "", seen: int | None = None
) -> None:
    """Accept what was asked for and make it so, in one act; neither deadline nor quota is in the way.

    Raises: NotFound, Stale, RequestDecided; and what is refused of the change itself, with nothing decided.
    """
    with transaction():
        asked, table = _hold_for_officer(request_id, seen, now, actor)
        said = opened([asked])[0]
        table = replace(table, says=Says(why=said.why or reason))
        made = DO[RequestKind(asked.kind)](table, said)
        asked.nomination_id = asked.nomination_id or made
        _settle(asked, RequestState.ACCEPTED, reason, now, actor)


def decline_request(
    request_id: str, reason: str, now: datetime, *, actor: str, seen: int | None = None
) -> None:
    """Decline what was asked for, with the reason that the focal point reads.

    Raises: NotFound, Stale, RequestDecided; ReasonNeeded, with field `reason`.
    """
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    with transaction():
        _settle(_open_request(request_id, seen), RequestState.DECLINED, reason, now, actor)


def _add(table: Table, said: Asked) -> str:
    return nominate_within(table, said.nominee)


def _correct(table: Table, said: Asked) -> None:
    row = _loaded(said, table)
    edit_within(table, row, _corrected(row, said.nominee, said.values))


def _replace(table: Table, said: Asked) -> str:
    return replace_within(table, _loaded(said, table), said.nominee)


def _withdraw(table: Table, said: Asked) -> None:
    segments = [one.segment_id for one in said.nominee.wishes]
    withdraw_within(table, _loaded(said, table), segments or None)


DO: Final[dict[RequestKind, Callable[[Table, Asked], str | None]]] = {
    RequestKind.ADD: _add,
    RequestKind.CORRECT: _correct,
    RequestKind.REPLACE: _replace,
    RequestKind.WITHDRAW: _withdraw,
}


def as_named(row: Nomination) -> Nominee:
    """Give a nomination as its form shows it."""
    facts = rules.facts_of(row)
    wishes = tuple(wish_of(one) for one in row.participations if rules.counts(one))
    return Nominee(**{**facts, "lists": tuple(row.lists)}, wishes=wishes)


def _corrected(row: Nomination, asked: Nominee, values: dict[str, Any]) -> Nominee:
    """Give somebody as they are now, with what was asked for put in place."""
    return replace(as_named(row), **{name: getattr(asked, name) for name in values})


def _values(table: Table, kind: RequestKind, row: Nomination | None, given: Nominee | None) -> dict[str, Any]:
    """Give the values asked for, checked as if they were stored now.

    Raises: NothingAsked; Refused, with the field.
    """
    if kind is RequestKind.WITHDRAW:
        return values_of(given, ("wishes",)) if given and given.wishes else {}
    if given is None:
        raise NothingAsked()
    if kind is RequestKind.REPLACE and row is not None:
        now_named = as_named(row)
        wishes = tuple(rules.fitting(one, table.segments[one.segment_id]) for one in now_named.wishes)
        given = replace(given, role=given.role or row.role, wishes=wishes)
    checked = rules.check_nominee(given, table.delegation.category, table.segments)
    names: tuple[str, ...] = (*rules.FACTS, "wishes")
    if kind is RequestKind.CORRECT and row is not None:
        now_named = as_named(row)
        names = tuple(name for name in names if getattr(now_named, name) != getattr(checked, name))
        if not names:
            raise NothingAsked()
    return values_of(checked, names)


def _sealed(values: dict[str, Any], row: Nomination | None) -> dict[str, Any]:
    return {SEALED: key_of(row.person_id).seal(values)} if row is not None and values else values


def _nomination(delegation_id: str, nomination_id: str | None, kind: str) -> Nomination | None:
    if kind == RequestKind.ADD:
        return None
    row = db.session.get(Nomination, nomination_id) if nomination_id else None
    if row is None or row.delegation_id != delegation_id:
        raise errors.NotFound()
    return row


def _loaded(said: Asked, table: Table) -> Nomination:
    return open_nomination(str(said.nomination_id), table.now, table.by)[1]


def _take_back_earlier(nomination_id: str, kind: str, now: datetime, by: By) -> None:
    db.session.execute(
        update(ChangeRequest)
        .where(
            ChangeRequest.nomination_id == nomination_id,
            ChangeRequest.kind == kind,
            ChangeRequest.state == RequestState.OPEN,
        )
        .values(
            state=RequestState.TAKEN_BACK,
            values={},
            decided_at=now,
            decided_by=by.actor,
            updated_at=now,
            revision=ChangeRequest.revision + 1,
        )
        .execution_options(synchronize_session=False)
    )


def _check_number(delegation_id: str) -> None:
    wanted = (ChangeRequest.delegation_id == delegation_id, ChangeRequest.state == RequestState.OPEN)
    number = db.session.scalar(select(func.count()).select_from(ChangeRequest).where(*wanted)) or 0
    if number >= MOST_OPEN:
        raise errors.TooManyLines(most=MOST_OPEN)


def _hold_for_officer(
    request_id: str, seen: int | None, now: datetime, actor: str
) -> tuple[ChangeRequest, Table]:
    """Hold the delegation before what it asked for, in the order in which it asks."""
    wanted = select(ChangeRequest.delegation_id).where(ChangeRequest.id == request_id)
    delegation_id = db.session.scalar(wanted)
    if delegation_id is None:
        raise errors.NotFound()
    table = open_table(delegation_id, now, By(Mover.OFFICER, actor))
    return _open_request(request_id, seen), table


def _open_request(request_id: str, seen: int | None) -> ChangeRequest:
    row = db.session.get(ChangeRequest, request_id, with_for_update=True)
    if row is None:
        raise errors.NotFound()
    if row.state == RequestState.OPEN and seen is not None and row.revision != seen:
        raise errors.Stale(current=row.revision)
    if row.state != RequestState.OPEN:
        raise RequestDecided(state=row.state)
    return row


def _settle(row: ChangeRequest, state: RequestState, reason: str, now: datetime, actor: str) -> None:
    """Decide a request; the values it asked for are of no more use, and go."""
    if row.state != RequestState.OPEN:
        raise RequestDecided(state=row.state)
    row.state, row.values, row.reason = state, {}, rules.check_why(reason, "reason") or None
    row.decided_at = row.updated_at = now
    row.decided_by, row.revision = actor, row.revision + 1
    _note(row, str(state), now, actor, None)


def _note(row: ChangeRequest, act: str, now: datetime, actor: str, of: Nomination | None) -> None:
    after = {"kind": row.kind, "nomination": row.nomination_id, "why": row.why, "reason": row.reason}
    subject = f"change_request:{row.id}"
    note(now, actor, f"change_request.{act}", subject, after=after, person_id=of.person_id if of else None)
