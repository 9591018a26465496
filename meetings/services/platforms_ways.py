"""People's own ways into meetings at platforms: signed at the entrance, or made ahead by workers where one must ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, delete, select, update

from meetings.domain.codes import Mode, PanelistState, PlaceState
from meetings.domain.platforms import (
    ABILITIES,
    Account,
    As,
    Entrant,
    Kind,
    MeetingMade,
    Platforms,
    Ways,
    Whom,
)
from meetings.domain.platforms_errors import PlatformFailed, Slow, WayBeingMade
from meetings.domain.platforms_tasks import WAYS_BEFORE, State, needs_way, next_try
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.people import Person
from meetings.models.platforms import PlatformAccount, PlatformMeeting, PlatformWay, seal, unseal
from meetings.models.publications import Panelist
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.services.platforms import PURPOSE, account_of

AT_ONCE: Final = 25
LEASE: Final = timedelta(minutes=1)
# A host's way starts the meeting as the account's own user, and platforms let it end: Zoom's after two hours.
HOST_LASTS: Final = timedelta(hours=1)
# Of several roles on one panel, the one that may do most at a platform.
ROLES: Final = (As.HOST, As.MODERATOR, As.SPEAKER, As.INTERPRETER)


@dataclass(frozen=True, slots=True)
class DueWay:
    """A way that this worker makes now."""

    meeting_id: int
    reference: str
    role: As
    name: str
    language: str
    made: MeetingMade
    account: Account
    account_id: int
    failures: int


def way_in(slot_id: str, address: str, whom: Whom, now: datetime, *, platforms: Platforms, keys: Keys) -> str:
    """Give the address by which somebody who was let in enters: their own where the platform has such, else the plain.

    Takes: the address that the time has now; only the meeting behind it counts.
    Raises: WayBeingMade, where the platform must be asked for it first, which a worker does in seconds.
    """
    row = store(MEETING, {"slot": slot_id, "address": address}).first()
    if row is None or ABILITIES[Kind(row.kind)].ways is Ways.SAME:
        return address
    role = _panel_role(slot_id, whom.person_id) or whom.role
    if ABILITIES[Kind(row.kind)].ways is Ways.AHEAD:
        return _kept_way(row.id, whom, role, address, now, keys=keys)
    try:
        account = account_of(row, keys)
        made = MeetingMade(row.number or "", address)
        entrant = Entrant(whom.reference, whom.name, whom.language)
        return platforms.open(account).role_link(made, entrant, role, now)
    except PlatformFailed:
        return address


MEETING: Final = (
    select(
        PlatformMeeting.id,
        PlatformMeeting.number,
        PlatformAccount.kind,
        PlatformAccount.address,
        PlatformAccount.settings,
        PlatformAccount.sealed,
    )
    .join(PlatformAccount, PlatformAccount.id == PlatformMeeting.account_id)
    .where(
        PlatformMeeting.slot_id == bindparam("slot"),
        PlatformMeeting.address == bindparam("address"),
        PlatformMeeting.state == State.MADE,
        PlatformAccount.removed_at.is_(None),
    )
)


def _panel_role(slot_id: str, person_id: int) -> As | None:
    """Give as what somebody on the panel comes; one who declined comes as everybody."""
    topic = select(Slot.session_id).where(Slot.id == slot_id).scalar_subquery()
    held = set(
        store(
            select(Panelist.role).where(
                Panelist.session_id == topic,
                Panelist.person_id == person_id,
                Panelist.state != PanelistState.DECLINED,
            )
        ).scalars()
    )
    return next((one for one in ROLES if one in held), None)


def _kept_way(meeting_id: int, whom: Whom, role: As, plain: str, now: datetime, *, keys: Keys) -> str:
    """Give a way that was made; one that is not wanted yet is wanted now, and comes before those of later hours."""
    row = store(
        select(PlatformWay.address, PlatformWay.problem, PlatformWay.role, PlatformWay.due_at).where(
            PlatformWay.meeting_id == meeting_id, PlatformWay.reference == whom.reference
        )
    ).first()
    is_over = role is As.HOST and row is not None and row.due_at <= now - HOST_LASTS
    if row is not None and row.address is not None and row.role == role and not is_over:
        return str(unseal(row.address, keys.key(PURPOSE)) or plain)
    if row is not None and row.problem is not None:
        return plain  # the platform's own form, where the host may let them in
    with transaction():
        if row is not None and (row.role != role or is_over):
            mine = (PlatformWay.meeting_id == meeting_id, PlatformWay.reference == whom.reference)
            store(update(PlatformWay).where(*mine).values(role=str(role), address=None, due_at=now))
        else:
            _want(meeting_id, [(whom.reference, whom.person_id, str(role))], now)
    raise WayBeingMade()


def _want(meeting_id: int, people: Iterable[tuple[str, int, str]], now: datetime) -> None:
    rows = [
        {
            "meeting_id": meeting_id,
            "reference": reference,
            "person_id": person_id,
            "role": role,
            "failures": 0,
            "due_at": now,
        }
        for reference, person_id, role in people
    ]
    if rows:
        store(insert_new(PlatformWay).on_conflict_do_nothing(), rows)


def expect_ways(now: datetime) -> None:
    """Want a way for everybody with a seat in a time that begins within a day, where the platform must be asked.

    A host's is asked for when they come, and thrown away after an hour.
    """
    old = (PlatformWay.role == As.HOST, PlatformWay.due_at <= now - HOST_LASTS)
    with transaction():
        db.session.execute(delete(PlatformWay).where(*old, PlatformWay.address.is_not(None)))
    meetings = db.session.execute(
        select(
            PlatformMeeting.id, PlatformMeeting.slot_id, PlatformAccount.kind, Slot.starts_at, Slot.minutes
        )
        .join(PlatformAccount, PlatformAccount.id == PlatformMeeting.account_id)
        .join(Slot, Slot.id == PlatformMeeting.slot_id)
        .where(
            PlatformMeeting.state == State.MADE,
            Slot.starts_at <= now + WAYS_BEFORE,
            Slot.starts_at > now - WAYS_BEFORE,
        )
    ).all()
    for one in meetings:
        ends_at = one.starts_at + timedelta(minutes=one.minutes)
        if not needs_way(ABILITIES[Kind(one.kind)].ways, one.starts_at, ends_at, now):
            continue
        missing = _without_way(one.id, one.slot_id)
        if missing:
            with transaction():
                _want(one.id, missing, now)


def _without_way(meeting_id: int, slot_id: str) -> list[tuple[str, int, str]]:
    has_way = and_(PlatformWay.meeting_id == meeting_id, PlatformWay.reference == Registration.id)
    rows = db.session.execute(
        select(Registration.id, Registration.person_id)
        .join(Place, Place.registration_id == Registration.id)
        .outerjoin(PlatformWay, has_way)
        .where(
            Place.slot_id == slot_id,
            Place.state == PlaceState.CONFIRMED,
            Place.mode == Mode.ONLINE,
            Registration.ended_at.is_(None),
            PlatformWay.reference.is_(None),
        )
    )
    roles = [(one, _panel_role(slot_id, one.person_id) or As.PARTICIPANT) for one in rows]
    return [(one.id, one.person_id, str(role)) for one, role in roles if role is not As.HOST]


def make_ways(platforms: Platforms, now: datetime, *, keys: Keys) -> int:
    """Make some of the ways that are wanted, those for whom somebody stands at the entrance first; give how many."""
    done = 0
    for _one in range(AT_ONCE):
        due = _claim_way(now, keys=keys)
        if due is None:
            return done
        try:
            entrant = Entrant(due.reference, due.name, due.language)
            address = platforms.open(due.account).role_link(due.made, entrant, due.role, now)
        except PlatformFailed as failure:
            _keep_trouble(due, failure, now)
            return done
        with transaction():
            sealed = seal(address, keys.key(PURPOSE))
            _put(due, address=sealed, problem=None, failures=0)
        done += 1
    return done


def _claim_way(now: datetime, *, keys: Keys) -> DueWay | None:
    found = db.session.execute(_first_way(now)).first()
    if found is None:
        return None
    way, meeting, account, name, language = found
    try:
        opened = account_of(account, keys)
    except PlatformFailed:
        return None  # the meeting's own task says so
    due = DueWay(
        meeting_id=way.meeting_id,
        reference=way.reference,
        role=As(way.role),
        name=name,
        language=language or "en",
        made=MeetingMade(meeting.number or "", meeting.address or ""),
        account=opened,
        account_id=account.id,
        failures=way.failures,
    )
    with transaction():
        taken: Any = db.session.execute(
            update(PlatformWay)
            .where(
                PlatformWay.meeting_id == due.meeting_id,
                PlatformWay.reference == due.reference,
                PlatformWay.address.is_(None),
                PlatformWay.due_at <= now,
            )
            .values(due_at=now + LEASE)
        )
        is_mine = bool(taken.rowcount)
    return due if is_mine else None


def _first_way(now: datetime) -> Select[PlatformWay, PlatformMeeting, PlatformAccount, str, str]:
    """Ask for the way that is due first: of the time that begins first."""
    return (
        select(PlatformWay, PlatformMeeting, PlatformAccount, Person.name, Person.language)
        .join(PlatformMeeting, PlatformMeeting.id == PlatformWay.meeting_id)
        .join(PlatformAccount, PlatformAccount.id == PlatformMeeting.account_id)
        .join(Person, Person.id == PlatformWay.person_id)
        .join(Slot, Slot.id == PlatformMeeting.slot_id)
        .where(
            PlatformWay.address.is_(None),
            PlatformWay.due_at <= now,
            PlatformMeeting.state == State.MADE,
            PlatformAccount.removed_at.is_(None),
            (PlatformAccount.rests_until.is_(None)) | (PlatformAccount.rests_until <= now),
            Person.erased_at.is_(None),
            Slot.starts_at > now - WAYS_BEFORE,
        )
        .order_by(Slot.starts_at, PlatformWay.due_at, PlatformWay.reference)
        .limit(1)
    )


def _keep_trouble(due: DueWay, failure: PlatformFailed, now: datetime) -> None:
    seconds = failure.seconds if isinstance(failure, Slow) else 0
    again = next_try(due.failures + 1, now, tries_again=failure.tries_again, seconds=seconds)
    with transaction():
        problem = None if isinstance(failure, Slow) else failure.code
        if isinstance(failure, Slow):  # the account is held before what belongs to it, by everybody
            account = update(PlatformAccount).where(PlatformAccount.id == due.account_id)
            db.session.execute(account.values(rests_until=again))
        _put(due, failures=due.failures + 1, problem=problem, due_at=again)


def _put(due: DueWay, **values: Any) -> None:
    mine = (PlatformWay.meeting_id == due.meeting_id, PlatformWay.reference == due.reference)
    db.session.execute(update(PlatformWay).where(*mine).values(**values))
