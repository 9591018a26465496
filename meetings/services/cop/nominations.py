"""Naming a delegation: people for segments and meetings at once, corrected, taken away, replaced with their history.

Whoever nominates does so before the deadline and until officers have checked somebody; officers do so at any time, when
they accept what was asked for. Each act is one transaction, and acts on one delegation take turns.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from meetings.domain import errors
from meetings.domain.cop import delegation_errors as refusals
from meetings.domain.cop import delegations as rules
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.delegations import Nominee, Openness, Wish
from meetings.domain.cop.tracks import Track
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import Nomination, Participation, ParticipationMeeting
from meetings.services.audit import note
from meetings.services.cop.naming import (
    Table,
    check_meetings,
    check_seats,
    open_nomination,
    open_table,
    still_there,
    wish_of,
)
from meetings.services.cop.nominees import correct_person, person_for
from meetings.services.cop.tracks import By, begin


def nominate(delegation_id: str, given: Nominee, now: datetime, *, by: By) -> str:
    """Name somebody for several segments and meetings at once; give the id of their nomination.

    Raises: NotFound; Refused with the field, see `domain/cop/delegations.check_nominee`; NominationsClosed, QuotaFull,
    HeadTaken, NotThisMeeting; NamedAlready, for somebody who is in this delegation.
    """
    with transaction():
        return nominate_within(open_table(delegation_id, now, by), given)


def nominate_within(table: Table, given: Nominee) -> str:
    """Do as `nominate` within a larger transaction."""
    delegation = table.delegation
    checked = rules.check_nominee(given, delegation.category, table.segments)
    for wish in checked.wishes:
        table.check_open(wish.segment_id)
    person_id = person_for(delegation, checked, table.now)
    row = _find(delegation.id, person_id)
    if row is None:
        row = _add(table, checked, person_id, _next_position(delegation.id))
    elif any(rules.counts(one) for one in row.participations):
        raise refusals.NamedAlready(nomination=row.id)
    else:
        _put(table, row, checked)
    _name_for(table, row, checked.wishes)
    return row.id


def edit(nomination_id: str, given: Nominee, now: datetime, *, by: By, seen: int | None = None) -> None:
    """Change what is said of somebody and for what they are named; segments that are over stay as they are.

    Takes: `seen`, the revision of the nomination that the form showed.
    Raises: as `nominate`; Stale; PastNomination, for somebody whom officers have checked already.
    """
    with transaction():
        table, row = open_nomination(nomination_id, now, by)
        if seen is not None and row.revision != seen:
            raise errors.Stale(current=row.revision)
        edit_within(table, row, given)


def edit_within(table: Table, row: Nomination, given: Nominee) -> None:
    """Do as `edit` within a larger transaction; of somebody who was erased nothing is said again.

    Raises: as `edit`; NotFound, also for somebody who was erased.
    """
    if not row.name:
        raise errors.NotFound()
    checked = rules.check_nominee(given, table.delegation.category, table.segments)
    if rules.facts_of(checked) != rules.facts_of(row):
        for one in row.participations:
            if rules.counts(one) and table.openness(one.segment_id) is not Openness.OVER:
                table.check_own(one)
        _put(table, row, checked)
    wanted = {one.segment_id: one for one in checked.wishes}
    for one in row.participations:
        is_over = table.openness(one.segment_id) is Openness.OVER
        if rules.counts(one) and one.segment_id not in wanted and not is_over:
            _leave(table, row, one)
        elif is_over and not table.is_officer:
            wanted.pop(one.segment_id, None)
    _name_for(table, row, wanted.values())


def withdraw(
    nomination_id: str, now: datetime, *, by: By, segment_id: int | None = None, seen: int | None = None
) -> None:
    """Take somebody away, from one segment or from all that are not over.

    Raises: NotFound, Stale, PastNomination, NominationsClosed; NobodyThere, where they are in none any more.
    """
    with transaction():
        table, row = open_nomination(nomination_id, now, by)
        if seen is not None and row.revision != seen:
            raise errors.Stale(current=row.revision)
        withdraw_within(table, row, [segment_id] if segment_id is not None else None)


def withdraw_within(table: Table, row: Nomination, segment_ids: Iterable[int] | None = None) -> None:
    """Do as `withdraw` within a larger transaction."""
    for one in still_there(table, row, segment_ids):
        _leave(table, row, one)


def replace_person(
    nomination_id: str, given: Nominee, now: datetime, *, by: By, seen: int | None = None
) -> str:
    """Put another person in somebody's place, in the same segments and meetings; give the id of the new nomination.

    The one before stays on record as replaced, and their badge opens nothing any more. Without a role, theirs is meant.

    Raises: NotFound, Stale, PastNomination, NominationsClosed, NamedAlready, SamePerson, and what is wrong of the
    person; NobodyThere, where the one before is in no segment any more.
    """
    with transaction():
        table, row = open_nomination(nomination_id, now, by)
        if seen is not None and row.revision != seen:
            raise errors.Stale(current=row.revision)
        return replace_within(table, row, given)


def replace_within(table: Table, row: Nomination, given: Nominee) -> str:
    """Do as `replace_person` within a larger transaction."""
    leaving = still_there(table, row)
    for one in leaving:
        table.check_own(one)
    wishes = tuple(rules.fitting(wish_of(one), table.segments[one.segment_id]) for one in leaving)
    given = replace(given, role=given.role or row.role, wishes=wishes)
    checked = rules.check_nominee(given, table.delegation.category, table.segments)
    person_id = person_for(table.delegation, checked, table.now)
    if person_id == row.person_id:
        raise refusals.SamePerson(field="name")
    for one in leaving:
        table.move(one, P.REPLACED, row.person_id)
    new = _find(table.delegation.id, person_id)
    if new is None:
        new = _add(table, checked, person_id, row.position, replaces_id=row.id)
    elif any(rules.counts(one) for one in new.participations):
        raise refusals.NamedAlready(nomination=new.id)
    else:
        _put(table, new, checked)
        new.replaces_id = row.id
    _touch(row, table.now)
    _name_for(table, new, wishes)
    after = {"by": new.id}
    note(
        table.now,
        table.by.actor,
        "nomination.replace",
        subject_of(row.id),
        after=after,
        person_id=row.person_id,
    )
    return new.id


def subject_of(nomination_id: str) -> str:
    """Name a nomination in the journal."""
    return f"nomination:{nomination_id}"


def _leave(table: Table, row: Nomination, one: Participation) -> None:
    table.check_own(one)
    table.move(one, P.WITHDRAWN, row.person_id)
    _touch(row, table.now)


def _name_for(table: Table, row: Nomination, wishes: Iterable[Wish]) -> None:
    """Name somebody for the segments of some wishes; where they are named already, only what differs is changed."""
    there = {one.segment_id: one for one in row.participations}
    wanted = list(wishes)
    check_seats(table, row, wanted, there)
    for wish in wanted:
        one = there.get(wish.segment_id)
        check_meetings(wish)
        if one is None:
            table.check_open(wish.segment_id)
            _take_part(table, row, wish)
        else:
            _change_part(table, row, one, wish)
    db.session.flush()
    db.session.expire(row, ["participations"])


def _take_part(table: Table, row: Nomination, wish: Wish) -> None:
    one = Participation(
        nomination_id=row.id,
        segment_id=wish.segment_id,
        mode=wish.mode,
        rights=wish.rights,
        state=P.NOMINATED,
        state_since=table.now,
        updated_at=table.now,
    )
    db.session.add(one)
    db.session.flush()
    db.session.add_all(
        ParticipationMeeting(participation_id=one.id, session_id=each) for each in wish.meetings
    )
    _touch(row, table.now)
    begin(Track.PARTICIPATION, one, table.by, table.now, says=table.says, person_id=row.person_id)


def _change_part(table: Table, row: Nomination, one: Participation, wish: Wish) -> None:
    if not rules.counts(one):
        table.check_open(one.segment_id)
    elif wish_of(one) != wish:
        table.check_own(one)
    if wish_of(one) != wish:
        before = _shown(one)
        one.mode, one.rights, one.updated_at = wish.mode, wish.rights, table.now
        one.revision += 1
        db.session.execute(
            delete(ParticipationMeeting).where(ParticipationMeeting.participation_id == one.id)
        )
        db.session.add_all(
            ParticipationMeeting(participation_id=one.id, session_id=each) for each in wish.meetings
        )
        db.session.flush()
        db.session.refresh(one)
        _touch(row, table.now)
        subject = f"participation:{one.id}"
        note(table.now, table.by.actor, "participation.change", subject, before=before, after=_shown(one))
    if one.state in (P.INVITED, P.RETURNED) or not rules.counts(one):
        table.move(one, P.NOMINATED, row.person_id)
        _touch(row, table.now)


def _add(
    table: Table, checked: Nominee, person_id: int, position: int, *, replaces_id: str | None = None
) -> Nomination:
    row = Nomination(
        delegation_id=table.delegation.id,
        person_id=person_id,
        position=position,
        replaces_id=replaces_id,
        created_at=table.now,
        updated_at=table.now,
        **_stored(checked),
    )
    db.session.add(row)
    db.session.flush()
    after = rules.facts_of(checked) | ({"replaces": replaces_id} if replaces_id else {})
    note(table.now, table.by.actor, "nomination.add", subject_of(row.id), after=after, person_id=person_id)
    return row


def _put(table: Table, row: Nomination, checked: Nominee) -> None:
    before, after = rules.facts_of(row), rules.facts_of(checked)
    if before == after:
        return
    person_id = correct_person(row, table.delegation, checked, table.now)
    for name, value in _stored(checked).items():
        setattr(row, name, value)
    _touch(row, table.now)
    names = [name for name in after if before[name] != after[name]]
    note(
        table.now,
        table.by.actor,
        "nomination.edit",
        subject_of(row.id),
        before={name: before[name] for name in names},
        after={name: after[name] for name in names},
        person_id=person_id,
    )


def _stored(checked: Nominee) -> dict[str, Any]:
    """Give what is said of a person as columns: of what may be left out, nothing is null."""
    needed = ("name", "role", "language", "lists")
    return {
        name: value if name in needed else value or None for name, value in rules.facts_of(checked).items()
    }


def _touch(row: Nomination, now: datetime) -> None:
    row.revision, row.updated_at = row.revision + 1, now
    db.session.flush()


def _find(delegation_id: str, person_id: int) -> Nomination | None:
    wanted = select(Nomination).where(
        Nomination.delegation_id == delegation_id, Nomination.person_id == person_id
    )
    return db.session.scalar(wanted)


def _next_position(delegation_id: str) -> int:
    last = select(func.max(Nomination.position)).where(Nomination.delegation_id == delegation_id)
    found = db.session.scalar(last)
    return 0 if found is None else found + 1


def _shown(one: Participation) -> dict[str, Any]:
    wish = wish_of(one)
    return {"mode": wish.mode, "rights": wish.rights, "meetings": list(wish.meetings)}
