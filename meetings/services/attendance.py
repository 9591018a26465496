"""Taking in attendance files: looked at before they count, kept raw, counted as a whole, withdrawn as a whole."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.attendance import Answers, FileRead, Stay
from meetings.domain.attendance_matching import ADDRESS, HAND, LINK, NOBODY, Match, name_keys
from meetings.domain.attendance_places import check_file_zone, check_until
from meetings.domain.attendance_preview import Preview, SlotAsked, role_in
from meetings.domain.codes import ImportState
from meetings.domain.errors import NotFound, NotThisMove, OpenProblems
from meetings.domain.registrations import address_key
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.attendance import Attendance, Import
from meetings.models.erasures import Erasure
from meetings.models.people import Person
from meetings.models.registrations import Registration
from meetings.queries.attendance import look, slot_asked, standing
from meetings.services.attendance_traces import clean
from meetings.services.audit import note
from meetings.services.erasing import Erased, keys_of, known_again, nameless

SNAPSHOT: Final = ("country", "category", "organization", "function", "language")
WAS: Final = ("registration_id", *SNAPSHOT)
Snapshot = tuple[str | None, ...]
UNKNOWN: Final[Snapshot] = (None,) * len(WAS)
OF_PERSON: Final = ("country", "category", "organization", "language")
AT_ONCE: Final = 1_000
NAME_LENGTH: Final = 200
SOURCE: Final = "import"


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file as somebody gave it, with what they said of it; an empty zone is what the file says, else the slot's."""

    name: str
    raw: bytes
    zone: str = ""
    answers: Answers = field(default_factory=Answers)

    @property
    def digest(self) -> str:
        """Give by what the same file is known again."""
        return hashlib.sha256(self.raw).hexdigest()


def keep_file(given: FileGiven, read: FileRead, slot_id: str, now: datetime, actor: str) -> str:
    """Keep a file to be looked at before it counts; give the number of its import.

    The same file again is the same import: one that counts stays as it is, one that is looked at takes the new answers.

    Raises: NotFound; UnknownZone; NotATime, field `until`.
    """
    with transaction():
        return _keep(given, read, slot_id, now, actor).id


def commit_file(import_id: str, read: FileRead, now: datetime, actor: str, *, keys: Keys) -> Preview | None:
    """Let a file count; give what it added, or nothing where it counted before.

    Whoever was erased is known again, and stays a number.

    Raises: NotFound; NotThisMove, for one that was withdrawn; OpenProblems.
    """
    with transaction():
        return _commit(_held(import_id), read, now, actor, keys=keys)


def take_in(
    given: FileGiven, read: FileRead, slot_id: str, now: datetime, actor: str, *, keys: Keys
) -> tuple[str, Preview | None]:
    """Keep a file and let it count in one act; of one that is stopped by a problem nothing is kept.

    Gives: the number of its import, and what it added, or nothing where it counted before.
    Raises: what `keep_file` and `commit_file` raise.
    """
    with transaction():
        row = _keep(given, read, slot_id, now, actor)
        return row.id, _commit(row, read, now, actor, keys=keys)


def withdraw_file(import_id: str, now: datetime, actor: str) -> None:
    """Let a file not count any more; every number is as it was before, and twice is once.

    Raises: NotFound.
    """
    with transaction():
        row = _held(import_id)
        if row.state == ImportState.WITHDRAWN:
            return
        before = row.state
        row.state, row.withdrawn_at = ImportState.WITHDRAWN, now
        note(now, actor, "attendance.withdraw", f"import:{row.id}", before={"state": before})


def decide(attendance_id: int, person: str | None, now: datetime, actor: str) -> None:
    """Say who a row is whom no rule knew, by their public number; or that nobody knows, after all.

    Only whoever is matched changes, never the row; what a rule matched is not decided by hand.

    Raises: NotFound; NotThisMove.
    """
    with transaction():
        row = db.session.get(Attendance, attendance_id, with_for_update=True)
        if row is None or row.import_id is None:
            raise NotFound()
        if row.matched in (LINK, ADDRESS):
            raise NotThisMove()
        before = row.person_id
        found = db.session.scalar(
            select(Person).where(Person.public_id == person, Person.erased_at.is_(None))
        )
        if person is not None and found is None:
            raise NotFound()
        slot = slot_asked(row.slot_id)
        row.person_id, row.matched = (found.id, HAND) if found else (None, None)
        who = snapshots({found.id}, slot.session_id)[found.id] if found else UNKNOWN
        for name, value in zip(WAS, who, strict=True):
            setattr(row, name, value)
        row.role = role_in(row.role, row.person_id, slot.panel)
        subject = f"attendance:{row.id}"
        note(
            now,
            actor,
            "attendance.match",
            subject,
            before={"person": before},
            after={"person": row.person_id},
        )


def answers_of(row: Import) -> Answers:
    """Give what a person said of a file."""
    return Answers(**(row.answers or {}))


def _keep(given: FileGiven, read: FileRead, slot_id: str, now: datetime, actor: str) -> Import:
    check_until(given.answers.until)
    zone = check_file_zone(given.zone) if given.zone else None
    slot_asked(slot_id)
    take_turns(f"attendance:{slot_id}")
    row = standing(slot_id, given.digest)
    if row is None:
        row = Import(
            slot_id=slot_id,
            name=given.name[:NAME_LENGTH],
            raw=given.raw,
            digest=given.digest,
            created_at=now,
            created_by=actor,
        )
        db.session.add(row)
        db.session.flush()
        after = {"slot": slot_id, "layout": read.layout}
        note(now, actor, "attendance.keep", f"import:{row.id}", after=after)
    if row.state == ImportState.PREVIEW:
        row.zone, row.layout, row.encoding = zone, read.layout, read.encoding
        row.answers = given.answers.as_json()
    return row


def _commit(row: Import, read: FileRead, now: datetime, actor: str, *, keys: Keys) -> Preview | None:
    if row.state == ImportState.COMMITTED:
        return None
    if row.state == ImportState.WITHDRAWN:
        raise NotThisMove()
    db.session.flush()
    looked = look(read, row.slot_id, row.zone or "", answers_of(row), keys=keys)
    if looked.problems:
        raise OpenProblems(field="file", problems=[one.code for one in looked.problems])
    slot = slot_asked(row.slot_id)
    erased = _erased(looked, slot, keys)
    numbers = {one.key: nameless(one, now) for one in {one.key: one for one in erased.values()}.values()}
    _insert(row.id, slot, looked, {pair: numbers[one.key] for pair, one in erased.items()})
    if erased:
        clean(row, {name for name, _address in erased}, {address for _name, address in erased})
    row.state, row.committed_at, row.zone = ImportState.COMMITTED, now, looked.zone
    after = {
        "slot": row.slot_id,
        "layout": looked.read.layout,
        "zone": looked.zone,
        "rows": len(looked.stays),
    }
    note(now, actor, "attendance.commit", f"import:{row.id}", after=after)
    return looked


def _held(import_id: str) -> Import:
    row = db.session.get(Import, import_id)
    if row is None:
        raise NotFound()
    take_turns(f"attendance:{row.slot_id}")
    db.session.refresh(row, with_for_update=True)
    return row


def _insert(import_id: str, slot: SlotAsked, looked: Preview, erased: dict[tuple[str, str], int]) -> None:
    """Store a row for each of the file, with whom it is matched to and who they were then."""
    known = {one.known.person_id for one in looked.matches if one.known}
    were = snapshots(known | set(erased.values()), slot.session_id)
    rows: list[dict[str, Any]] = []
    for stay, found in zip(looked.stays, looked.matches, strict=True):
        rows.append(_row(import_id, slot, stay, found, were, erased))
        if len(rows) == AT_ONCE:
            store(insert_new(Attendance), rows)
            rows = []
    if rows:
        store(insert_new(Attendance), rows)


def _row(
    import_id: str,
    slot: SlotAsked,
    stay: Stay,
    found: Match,
    were: dict[int, Snapshot],
    erased: dict[tuple[str, str], int],
) -> dict[str, Any]:
    given, known = stay.row, found.known
    nobody = erased.get((given.name, given.address)) if found == NOBODY else None
    person_id = known.person_id if known else nobody
    is_named = nobody is None
    who = UNKNOWN if person_id is None else were.get(person_id, UNKNOWN)
    return {
        "slot_id": slot.id,
        "import_id": import_id,
        "source": SOURCE,
        "source_row": given.number,
        "joined_at": stay.joined_at,
        "left_at": stay.left_at,
        "name": given.name if is_named else None,
        "address": (given.address or None) if is_named else None,
        "person_id": person_id,
        "matched": found.how if known else (None if is_named else ADDRESS),
        "role": role_in(given.role, person_id, slot.panel),
        **dict(zip(WAS, who, strict=True)),
    }


def snapshots(people: set[int], session_id: int) -> dict[int, Snapshot]:
    """Give who people were, in the order of `WAS`: as they registered for the session, else as they are known."""
    found: dict[int, Snapshot] = {}
    for some in _pieces(sorted(people)):
        known = [getattr(Person, name) for name in OF_PERSON]
        for row in store(select(Person.id, *known).where(Person.id.in_(some))):
            found[row.id] = (None, row.country, row.category, row.organization, None, row.language)
    columns = [getattr(Registration, name) for name in SNAPSHOT]
    registered = (
        select(Registration.person_id, Registration.id, *columns)
        .where(Registration.session_id == session_id)
        .order_by(Registration.ended_at.is_(None), Registration.created_at)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in store(registered):
        if row.person_id in people:
            pairs = zip(tuple(row)[1:], found[row.person_id], strict=True)
            found[row.person_id] = tuple(one if one is not None else known for one, known in pairs)
    return found


def _erased(looked: Preview, slot: SlotAsked, keys: Keys) -> dict[tuple[str, str], Erased]:
    """Find rows of people who were erased, of those that match nobody."""
    pairs = zip(looked.stays, looked.matches, strict=True)
    given = dict.fromkeys((stay.row.name, stay.row.address) for stay, found in pairs if found == NOBODY)
    return _known_again(given, slot.programme, keys)


def erased_among(
    given: Iterable[tuple[str, str]], programme: str, now: datetime, *, keys: Keys
) -> dict[tuple[str, str], int]:
    """Give the numbers of those who were erased, among names and addresses; call it within a transaction."""
    found = _known_again(given, programme, keys)
    numbers = {one.key: nameless(one, now) for one in {one.key: one for one in found.values()}.values()}
    return {pair: numbers[one.key] for pair, one in found.items()}


def _known_again(
    given: Iterable[tuple[str, str]], programme: str, keys: Keys
) -> dict[tuple[str, str], Erased]:
    """Know people by address, with a name or without one; where there is no address, by a name in the programme."""
    if db.session.scalar(select(Erasure.key).limit(1)) is None:
        return {}
    wanted = {pair: _keys_of(*pair, programme, keys) for pair in given}
    every = sorted({key for found in wanted.values() for key in found})
    known: dict[str, Erased] = {}
    for some in _pieces(every):
        known |= known_again(some)
    return {
        pair: known[key]
        for pair, found in wanted.items()
        if (key := next((one for one in found if one in known), None)) is not None
    }


def _keys_of(name: str, address: str, programme: str, keys: Keys) -> list[str]:
    folded = address_key(address) if address else ""
    scopes = () if address else (f"programme:{programme}",)
    found = [
        key
        for form in name_keys(name)
        if form
        for key in keys_of(form, keys, address_key=folded, scopes=scopes)
    ]
    return [*found, keys.erasure_key("address", folded)] if folded else found


def _pieces(every: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for begin in range(0, len(every), AT_ONCE // 2):
        yield every[begin : begin + AT_ONCE // 2]
