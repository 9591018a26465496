"""Taking in attendance files: looked at before they count, kept raw, counted as a whole, withdrawn as a whole."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.attendance import Answers, FileRead, Stay
from meetings.domain.attendance_cleaning import is_telling
from meetings.domain.attendance_matching import ADDRESS, NOBODY, SUGGESTED, Match, name_keys
from meetings.domain.attendance_places import check_file_zone, check_until
from meetings.domain.attendance_preview import Preview, SlotAsked
from meetings.domain.attendance_review import role_in, row_key
from meetings.domain.codes import ImportState
from meetings.domain.errors import NotFound, NotThisMove, OpenProblems, Stale
from meetings.domain.registrations import address_key
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.attendance import Attendance, Import
from meetings.models.erasures import Erasure
from meetings.queries.attendance import look, revision_of, slot_asked, standing
from meetings.services.attendance_snapshots import UNKNOWN, WAS, Snapshot, pieces, snapshots
from meetings.services.attendance_traces import clean
from meetings.services.audit import note
from meetings.services.erasing import Erased, keys_of, known_again, nameless

AT_ONCE: Final = 1_000
NAME_LENGTH: Final = 200
SOURCE: Final = "import"
Pair = tuple[str, str]  # a name and an address, as a file has them


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file as somebody gave it, with what they said of it; an empty zone is what the file says, else the slot's.

    `known_as` is the hash by which it was known, where it is one that was kept before.
    """

    name: str
    raw: bytes
    zone: str = ""
    answers: Answers = field(default_factory=Answers)
    known_as: str = ""

    @property
    def digest(self) -> str:
        """Give by what the same file is known again."""
        return self.known_as or hashlib.sha256(self.raw).hexdigest()


def keep_file(given: FileGiven, read: FileRead, slot_id: str, now: datetime, actor: str) -> str:
    """Keep a file to be looked at before it counts; give the number of its import.

    The same file again is the same import: one that counts stays as it is, one that is looked at takes the new answers.

    Raises: NotFound; UnknownZone; NotATime, field `until`.
    """
    with transaction():
        return _keep(given, read, slot_id, now, actor).id


def answer_file(
    import_id: str,
    read: FileRead,
    zone: str,
    answers: Answers,
    now: datetime,
    actor: str,
    *,
    seen: int | None = None,
) -> None:
    """Keep what somebody answers of a file that is looked at; nothing where it is as it was.

    Takes: the revision that was looked at, where it shall be that.
    Raises: NotFound; Stale; NotThisMove, for one that is not looked at any more; UnknownZone; NotATime, field `until`.
    """
    check_until(answers.until)
    known = check_file_zone(zone) if zone else None
    with transaction():
        row = _held(import_id)
        _check_seen(import_id, seen)
        if row.state != ImportState.PREVIEW:
            raise NotThisMove()
        _answer(row, read, known, answers, now, actor)


def commit_file(
    import_id: str, read: FileRead, now: datetime, actor: str, *, keys: Keys, seen: int | None = None
) -> Preview | None:
    """Let a file count; give what it added, or nothing where it counted before.

    Whoever was erased is known again, and stays a number.

    Takes: the revision that was looked at, where it shall count as it was then.
    Raises: NotFound; Stale; NotThisMove, for one that was withdrawn; OpenProblems.
    """
    with transaction():
        row = _held(import_id)
        _check_seen(import_id, seen)
        return _commit(row, read, now, actor, keys=keys)


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
        _withdraw(_held(import_id), now, actor)


def move_file(
    import_id: str, given: FileGiven, read: FileRead, slot_id: str, now: datetime, actor: str
) -> str:
    """Let a file be of another time, where it is looked at before it counts, and no more of where it was.

    Gives: its number there. A file that is of that time already stays as it is.

    Raises: NotFound; UnknownZone; NotATime, field `until`.
    """
    with transaction():
        row = db.session.get(Import, import_id)
        if row is None:
            raise NotFound()
        for each in sorted(
            {row.slot_id, slot_id}
        ):  # in one order, so that two who exchange files wait for each other
            take_turns(f"attendance:{each}")
        if row.slot_id == slot_id:
            return row.id
        moved = _keep(given, read, slot_id, now, actor)
        _withdraw(_held(import_id), now, actor)
        return moved.id


def answers_of(row: Import) -> Answers:
    """Give what a person said of a file."""
    return Answers(**(row.answers or {}))


def _check_seen(import_id: str, seen: int | None) -> None:
    """Hold that nobody said or did something of a file since it was looked at; within the act's transaction."""
    if seen is not None and (current := revision_of(import_id)) != seen:
        raise Stale(current=current)


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
        row.zone, row.layout, row.encoding = zone, read.layout, read.encoding
        row.answers = given.answers.as_json()
    elif row.state == ImportState.PREVIEW:
        _answer(row, read, zone, given.answers, now, actor)
    return row


def _answer(
    row: Import, read: FileRead, zone: str | None, answers: Answers, now: datetime, actor: str
) -> None:
    """Put what somebody says of a file, and note it where it is something else than before."""
    before = {"zone": row.zone, "answers": row.answers}
    row.zone, row.answers = zone, answers.as_json()
    row.layout, row.encoding = read.layout, read.encoding
    after = {"zone": row.zone, "answers": row.answers}
    if after != before:
        note(now, actor, "attendance.answer", f"import:{row.id}", before=before, after=after)


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
    known = {pair: numbers[one.key] for pair, one in erased.items()}
    _insert(row.id, slot, looked, known, keys)
    said = {*known, *_decided_erased(looked)}
    if said:
        clean(row, {name for name, _address in said}, {address for _name, address in said})
    row.state, row.committed_at, row.zone = ImportState.COMMITTED, now, looked.zone
    after = {
        "slot": row.slot_id,
        "layout": looked.read.layout,
        "zone": looked.zone,
        "rows": len(looked.stays),
    }
    note(now, actor, "attendance.commit", f"import:{row.id}", after=after)
    return looked


def _withdraw(row: Import, now: datetime, actor: str) -> None:
    if row.state == ImportState.WITHDRAWN:
        return
    before = row.state
    row.state, row.withdrawn_at = ImportState.WITHDRAWN, now
    note(now, actor, "attendance.withdraw", f"import:{row.id}", before={"state": before})


def _held(import_id: str) -> Import:
    row = db.session.get(Import, import_id)
    if row is None:
        raise NotFound()
    take_turns(f"attendance:{row.slot_id}")
    db.session.refresh(row, with_for_update=True)
    return row


def _insert(import_id: str, slot: SlotAsked, looked: Preview, erased: Mapping[Pair, int], keys: Keys) -> None:
    """Store a row for each of the file, with whom it is matched to and who they were then."""
    known = {one.known.person_id for one in looked.matches if one.known}
    was = snapshots(known | set(erased.values()), slot.session_id)
    rows: list[dict[str, Any]] = []
    for stay, found in zip(looked.stays, looked.matches, strict=True):
        nobody = _nobody(stay, found, erased)
        row = _row(slot, stay, found, was) if nobody is None else _nameless(slot, stay, nobody, was)
        is_named = row["name"] or row["address"]
        key = row_key(stay.row.name, stay.row.address, stay.joined_at, keys) if is_named else None
        rows.append(row | {"import_id": import_id, "row_key": key})
        if len(rows) == AT_ONCE:
            store(insert_new(Attendance), rows)
            rows = []
    if rows:
        store(insert_new(Attendance), rows)


def _nobody(stay: Stay, found: Match, erased: Mapping[Pair, int]) -> int | None:
    """Give the number of whoever was erased whose row this is: nobody's by the rules, or theirs by a decision."""
    if found.known is not None:
        return found.known.person_id if found.known.is_erased else None
    return erased.get((stay.row.name, stay.row.address)) if found == NOBODY else None


def _row(slot: SlotAsked, stay: Stay, found: Match, was: Mapping[int, Snapshot]) -> dict[str, Any]:
    given, known = stay.row, found.known
    person_id = known.person_id if known else None
    return _stretch(slot, stay, person_id, was) | {
        "name": given.name,
        "address": given.address or None,
        "matched": found.how if known or found.how != SUGGESTED else None,
        "role": found.role or role_in(given.role, person_id, slot.panel),
    }


def _nameless(slot: SlotAsked, stay: Stay, person_id: int, was: Mapping[int, Snapshot]) -> dict[str, Any]:
    """Give the row of somebody who was erased: a number that counts."""
    return _stretch(slot, stay, person_id, was) | {
        "name": None,
        "address": None,
        "matched": ADDRESS,
        "role": role_in(stay.row.role, person_id, slot.panel),
    }


def _stretch(
    slot: SlotAsked, stay: Stay, person_id: int | None, was: Mapping[int, Snapshot]
) -> dict[str, Any]:
    who = UNKNOWN if person_id is None else was.get(person_id, UNKNOWN)
    return {
        "slot_id": slot.id,
        "source": SOURCE,
        "source_row": stay.row.number,
        "joined_at": stay.joined_at,
        "left_at": stay.left_at,
        "person_id": person_id,
        "said_role": stay.row.role,
        "said_country": stay.row.country or None,
        **dict(zip(WAS, who, strict=True)),
    }


def _decided_erased(looked: Preview) -> set[Pair]:
    """Find what the file calls people whose rows somebody decided before they were erased."""
    pairs = zip(looked.stays, looked.matches, strict=True)
    return {
        (stay.row.name if is_telling(stay.row.name) else "", stay.row.address)
        for stay, found in pairs
        if found.known is not None and found.known.is_erased
    }


def _erased(looked: Preview, slot: SlotAsked, keys: Keys) -> dict[Pair, Erased]:
    """Find rows of people who were erased, of those that match nobody."""
    pairs = zip(looked.stays, looked.matches, strict=True)
    given = dict.fromkeys((stay.row.name, stay.row.address) for stay, found in pairs if found == NOBODY)
    return _known_again(given, slot.programme, keys)


def erased_among(given: Iterable[Pair], programme: str, now: datetime, *, keys: Keys) -> dict[Pair, int]:
    """Give the numbers of those who were erased, among names and addresses; call it within a transaction."""
    found = _known_again(given, programme, keys)
    numbers = {one.key: nameless(one, now) for one in {one.key: one for one in found.values()}.values()}
    return {pair: numbers[one.key] for pair, one in found.items()}


def _known_again(given: Iterable[Pair], programme: str, keys: Keys) -> dict[Pair, Erased]:
    """Know people by address, with a name or without one; where there is no address, by a name in the programme."""
    if db.session.scalar(select(Erasure.key).limit(1)) is None:
        return {}
    wanted = {pair: _keys_of(*pair, programme, keys) for pair in given}
    every = sorted({key for found in wanted.values() for key in found})
    known: dict[str, Erased] = {}
    for some in pieces(every):
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
