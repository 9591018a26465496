"""Credentials of delegations for a segment: received, read, examined, and carried to a resumed segment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.codes import CredentialsState
from meetings.domain.cop.credentials import CARRIED, FILE_KINDS, SignedBy, due
from meetings.domain.cop.credentials_errors import NoneChosen, NotDue, NotEarlier, NotExamined, SignedAhead
from meetings.domain.cop.parties import standing_to
from meetings.domain.cop.tracks import NOTHING, Mover, Says, Track
from meetings.domain.kept_files import FileGiven
from meetings.domain.programmes import check_choice
from meetings.domain.registrations import check_line
from meetings.extensions import db, take_turns, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.credentials import CredentialsFile
from meetings.models.cop.delegations import Credentials, Delegation, Nomination, TrackEvent
from meetings.models.parties import PartyStatus
from meetings.models.programmes import Programme
from meetings.services.audit import note
from meetings.services.cop.tracks import By, begin, move_within

LINE_LENGTH: Final = 300
MOST_NAMES: Final = 200
OTHER_LANGUAGE: Final = "other"
HOUSE: Final = By(Mover.HOUSE, "house")
AHEAD: Final = timedelta(days=1)
C = CredentialsState


@dataclass(frozen=True, slots=True)
class Where:
    """Credentials by conference, segment and delegation; `seen` is the revision that was looked at, 0 for none yet."""

    programme: str
    segment: str
    delegation: str
    seen: int


@dataclass(frozen=True, slots=True)
class Read:
    """What credentials say: by whom and when they are signed, in which language, and whom they name.

    `people` are nominations of the delegation, `others` names in them that nobody nominated.
    """

    signed_by: str = ""
    signer: str = ""
    signed_on: date | None = None
    language: str = ""
    people: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def record(where: Where, given: Read, now: datetime, actor: str) -> None:
    """Keep what the credentials of a delegation say.

    Raises: NotFound, Stale, NotDue, NotAChoice, SignedAhead, TooLong, NotOneLine, TooManyLines, with the field.
    """
    values = _checked(given, now)
    with transaction():
        row = _row_within(where, now, actor)
        nominated = set(
            db.session.scalars(select(Nomination.id).where(Nomination.delegation_id == row.delegation_id))
        )
        unknown = [one for one in given.people if one not in nominated]
        if unknown:
            raise errors.NotAChoice(field="people", value=unknown[0][:20])
        before = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        after = {name: _plain(value) for name, value in values.items()}
        if before != after:
            row.revision, row.updated_at = row.revision + 1, now
            was = {name: value for name, value in before.items() if value != after[name]}
            now_is = {name: after[name] for name in was}
            note(now, actor, "credentials.read", f"credentials:{row.id}", before=was, after=now_is)


def receive(where: Where, kind: str, file: FileGiven | None, now: datetime, actor: str) -> None:
    """Keep that a copy or the original came, with the file where there is one; earlier files stay.

    Raises: NotFound, Stale, NotDue, NotAChoice; NoSuchMove, where it stands elsewhere.
    """
    check_choice(kind, "kind", [str(one) for one in FILE_KINDS])
    with transaction():
        row = _row_within(where, now, actor)
        if file is not None:
            _keep_file(row, kind, file, now, actor)
        if row.state != kind:
            move_within(Track.CREDENTIALS, row, kind, By(Mover.OFFICER, actor), now)
        else:
            row.revision, row.updated_at = row.revision + 1, now


def move(
    where: Where,
    to: str,
    now: datetime,
    actor: str,
    *,
    says: Says = NOTHING,
    examined_on: date | None = None,
) -> None:
    """Move the credentials of a delegation, as an officer; of two at once the second is told.

    Takes: the day on which the Bureau examined them, for what it found.
    Raises: NotFound, Stale, NotDue, AlreadySo, NoSuchMove, ReasonNeeded, AuthorityNeeded, SignedAhead.
    """
    why = check_line(says.why, "reason", LINE_LENGTH) or ""
    authority = check_line(says.authority, "authority", LINE_LENGTH) or ""
    _check_past(examined_on, "examined_on", now)
    with transaction():
        row = _row_within(where, now, actor, is_needed=to != C.AWAITED)
        _move(row, to, By(Mover.OFFICER, actor), now, Says(why, authority), examined_on)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the Bureau found on a day: `to` is the state, `authority` how that is cited."""

    to: str
    on: date | None
    authority: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an act for several delegations did: whose it moved, and whose not, each with the reason's code."""

    moved: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


def examine(
    programme: str, segment: str, seen: Mapping[str, int], found: Examined, now: datetime, actor: str
) -> Done:
    """Keep what the Bureau found of several delegations' credentials; what somebody moved meanwhile is left and told.

    Takes: the delegations, each with the revision of its credentials that was looked at.
    Raises: NotFound, NoneChosen, NotExamined, SignedAhead, NotAChoice, AuthorityNeeded.
    """
    check_choice(found.to, "to", [str(C.IN_ORDER), str(C.PROVISIONAL)])
    if not seen:
        raise NoneChosen(field="delegation")
    if found.on is None:
        raise NotExamined(field="examined_on")
    _check_past(found.on, "examined_on", now)
    authority = check_line(found.authority, "authority", LINE_LENGTH, needed=True) or ""
    moved, left = [], []
    with transaction():
        for delegation, revision in sorted(seen.items()):
            where = Where(programme, segment, delegation, revision)
            try:
                with db.session.begin_nested():
                    row = _row_within(where, now, actor)
                    by = By(Mover.OFFICER, actor)
                    _move(row, found.to, by, now, Says(authority=authority), found.on)
                moved.append(delegation)
            except errors.NotFound:
                raise
            except errors.Refused as refusal:
                left.append((delegation, refusal.code))
    return Done(tuple(moved), tuple(left))


def carry(programme: str, segment: str, earlier: str, now: datetime, actor: str) -> Done:
    """Carry credentials of an earlier segment to this one, in one act; what stands here already is left.

    What was provisional or incomplete stays so, to be examined again; what was awaited or not accepted is not carried.
    Raises: NotFound; NotEarlier, with field `earlier`.
    """
    moved, left = [], []
    with transaction():
        to, of = _segment(programme, segment), _segment(programme, earlier)
        if (of.starts_on, of.position) >= (to.starts_on, to.position):
            raise NotEarlier(field="earlier")
        take_turns(f"credentials {to.id}")
        here = {
            one.delegation_id: one
            for one in db.session.scalars(select(Credentials).where(Credentials.segment_id == to.id))
        }
        needing = _owing(to)
        rows = db.session.scalars(
            select(Credentials).where(Credentials.segment_id == of.id).order_by(Credentials.delegation_id)
        ).all()
        for row in rows:
            if row.state not in CARRIED or row.delegation_id not in needing:
                continue
            if _carry(row, here.get(row.delegation_id), to.id, of, By(Mover.OFFICER, actor), now):
                moved.append(row.delegation_id)
            else:
                left.append((row.delegation_id, "already_so"))
    return Done(tuple(moved), tuple(left))


def _carry(
    row: Credentials, there: Credentials | None, segment_id: int, of: Segment, by: By, now: datetime
) -> bool:
    """Carry one delegation's; say whether nothing stood yet where they go."""
    if there is not None and there.state == C.NOT_REQUIRED:
        move_within(Track.CREDENTIALS, there, C.AWAITED, by, now)
    if there is not None and (there.state != C.AWAITED or there.carried_from_id):
        return False
    target = there or Credentials(
        delegation_id=row.delegation_id,
        segment_id=segment_id,
        state=C.AWAITED,
        state_since=now,
        revision=1,
        updated_at=now,
    )
    for name in ("signed_by", "signer", "signed_on", "language", "people", "others", "examined_on", "reason"):
        setattr(target, name, getattr(row, name))
    for name in ("file", "file_name", "media_type", "bytes", "digest"):
        setattr(target, name, getattr(row, name))
    target.carried_from_id = row.id
    says = Says(f"carried from segment {of.slug}", _authority(row.id))
    if there is None:
        target.state = row.state
        db.session.add(target)
        db.session.flush()
        begin(Track.CREDENTIALS, target, by, now, says=says)
        return True
    db.session.flush()
    for state in dict.fromkeys((C.COPY, row.state)):
        move_within(Track.CREDENTIALS, target, state, by, now, says=says)
    return True


def _authority(credentials_id: str) -> str:
    """Give by whose decision credentials stand as they do."""
    found = db.session.scalar(
        select(TrackEvent.authority)
        .where(
            TrackEvent.track == Track.CREDENTIALS,
            TrackEvent.subject == credentials_id,
            TrackEvent.authority.is_not(None),
        )
        .order_by(TrackEvent.id.desc())
        .limit(1)
    )
    return found or ""


def _row_within(where: Where, now: datetime, actor: str, *, is_needed: bool = True) -> Credentials:
    """Give the credentials as they are looked at, begun where nobody has touched them yet.

    Those of a State that has become a Party by the segment's opening day are awaited from here on.
    """
    segment = _segment(where.programme, where.segment)
    delegation = db.session.scalar(
        select(Delegation).where(
            Delegation.id == where.delegation, Delegation.programme_id == segment.programme_id
        )
    )
    if delegation is None:
        raise errors.NotFound()
    take_turns(f"credentials {segment.id}")
    row = db.session.scalar(
        select(Credentials).where(
            Credentials.delegation_id == delegation.id, Credentials.segment_id == segment.id
        )
    )
    if (row.revision if row else 0) != where.seen:
        raise errors.Stale(current=row.revision if row else 0)
    begins = C.AWAITED if delegation.id in _owing(segment, delegation) else C.NOT_REQUIRED
    if row is None:
        row = _begun(delegation.id, segment.id, begins, now)
    elif row.state == C.NOT_REQUIRED and begins == C.AWAITED:
        why = Says("a Party on the opening day")
        move_within(Track.CREDENTIALS, row, C.AWAITED, By(Mover.OFFICER, actor), now, says=why)
    if row.state == C.NOT_REQUIRED and is_needed:
        raise NotDue()
    return row


def _begun(delegation_id: str, segment_id: int, state: str, now: datetime) -> Credentials:
    row = Credentials(delegation_id=delegation_id, segment_id=segment_id, state=state, state_since=now)
    row.revision, row.updated_at = 1, now
    db.session.add(row)
    db.session.flush()
    begin(Track.CREDENTIALS, row, HOUSE, now)
    return row


def _move(row: Credentials, to: str, by: By, now: datetime, says: Says, examined_on: date | None) -> None:
    move_within(Track.CREDENTIALS, row, to, by, now, says=says)
    row.reason = says.why or None
    if examined_on is not None:
        row.examined_on = examined_on


def _keep_file(row: Credentials, kind: str, file: FileGiven, now: datetime, actor: str) -> None:
    db.session.add(
        CredentialsFile(
            credentials_id=row.id,
            kind=kind,
            file=file.key,
            file_name=file.name,
            media_type=file.media_type,
            bytes=file.size,
            digest=file.digest,
            received_at=now,
            received_by=actor,
        )
    )
    row.file, row.file_name, row.media_type = file.key, file.name, file.media_type
    row.bytes, row.digest = file.size, file.digest
    after = {"kind": kind, "file": file.digest}
    note(now, actor, "credentials.file", f"credentials:{row.id}", after=after)
    db.session.flush()


def _owing(segment: Segment, delegation: Delegation | None = None) -> set[str]:
    """Name the delegations that owe credentials: of States that are Parties, or may be, on the opening day."""
    programme = db.session.get_one(Programme, segment.programme_id)
    question = select(Delegation.id, Delegation.party_code).where(
        Delegation.programme_id == programme.id, Delegation.party_code.is_not(None)
    )
    if delegation is not None:
        question = question.where(Delegation.id == delegation.id)
    states = {number: str(code) for number, code in db.session.execute(question)}
    statuses = db.session.scalars(
        select(PartyStatus).where(PartyStatus.party_code.in_(set(states.values())))
    ).all()
    found = set()
    for number, code in states.items():
        for treaty in (programme.treaty, *programme.other_treaties):
            held = [one for one in statuses if one.party_code == code and one.treaty == treaty]
            if due(standing_to(treaty, held, segment.starts_on)) == C.AWAITED:
                found.add(number)
    return found


def _segment(programme: str, slug: str) -> Segment:
    row = db.session.scalar(
        select(Segment)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme, Segment.slug == slug)
    )
    if row is None:
        raise errors.NotFound()
    return row


def _checked(given: Read, now: datetime) -> dict[str, Any]:
    if given.signed_by:
        check_choice(given.signed_by, "signed_by", [str(one) for one in SignedBy])
    if given.language:
        check_choice(given.language, "language", [*LANGUAGES, OTHER_LANGUAGE])
    _check_past(given.signed_on, "signed_on", now)
    others = [text for one in given.others if (text := check_line(one, "others", LINE_LENGTH))]
    if len(others) > MOST_NAMES:
        raise errors.TooManyLines(field="others", most=MOST_NAMES)
    return {
        "signed_by": given.signed_by or None,
        "signer": check_line(given.signer, "signer", LINE_LENGTH),
        "signed_on": given.signed_on,
        "language": given.language or None,
        "people": list(dict.fromkeys(given.people)),
        "others": list(dict.fromkeys(others)),
    }


def _check_past(day: date | None, field: str, now: datetime) -> None:
    if day is not None and day > now.date() + AHEAD:
        raise SignedAhead(field=field)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
