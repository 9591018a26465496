"""Languages of slots: what is needed, booked, confirmed and lacking, who interprets, what the public is told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.codes import LANGUAGES, SessionState, SlotState
from meetings.domain.live.interpretation import (
    Lack,
    ServiceKind,
    is_given,
    is_taken_back,
    lack_of,
    unkept,
)
from meetings.domain.permissions import Reach
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models.live.interpretation import (
    InterpreterBrief,
    InterpreterPair,
    LanguageService,
    Pronunciation,
)
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.live.run_sheets import actor_names
from meetings.queries.reach import session_within

KINDS: Final = list(ServiceKind)
Words = dict[str, str]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A language service of a slot; `lack` says what is not as it should be."""

    id: str
    kind: str
    language: str
    label: str
    state: str
    needed_by: date
    promised_at: datetime | None
    since: datetime
    by: str
    revision: int
    lack: Lack | None


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """Somebody on a session's panel: an interpreter with pairs, or whose name is said aloud."""

    id: int
    ref: str
    name: str
    role: str
    state: str
    organization: str
    function: str
    pairs: tuple[Pair, ...]
    pronunciation: str


@dataclass(frozen=True, slots=True)
class BriefRow:
    """What interpreters of a slot are given."""

    shows_embargoed: bool = False
    glossary: str = ""
    note: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class TimeLacking:
    """A time of a season with its services, and the languages its page promises without their being confirmed."""

    slot_id: str
    title: Words
    starts_at: datetime
    minutes: int
    zone: str
    services: tuple[ServiceRow, ...]
    unkept: tuple[str, ...]

    @property
    def lacks(self) -> tuple[ServiceRow, ...]:
        """Give what is lacking, what is needed first first."""
        found = [one for one in self.services if one.lack is not None]
        return tuple(sorted(found, key=lambda one: one.needed_by))


@dataclass(frozen=True, slots=True)
class Told:
    """What the public is told of a slot's languages: what is confirmed, and what was and is not any more."""

    given: tuple[tuple[str, str, str], ...]
    taken_back: tuple[tuple[str, str, str], ...]


def services(slot_id: str, now: datetime) -> list[ServiceRow]:
    """Give the services of a slot: interpretation first, in the order of the languages."""
    slot = db.session.get_one(Slot, slot_id)
    rows = db.session.scalars(select(LanguageService).where(LanguageService.slot_id == slot_id)).all()
    return _rows(rows, slot, now, actor_names({one.state_by for one in rows}))


def _rows(
    rows: Iterable[LanguageService], slot: Any, now: datetime, names: dict[str, str]
) -> list[ServiceRow]:
    channels = {one["language"] for one in slot.channels if one.get("language")}
    today = to_local(now, slot.zone).date()
    found = [
        ServiceRow(
            id=one.id,
            kind=one.kind,
            language=one.language,
            label=one.label,
            state=one.state,
            needed_by=one.needed_by,
            promised_at=one.promised_at,
            since=one.state_since,
            by=names.get(one.state_by, one.state_by),
            revision=one.revision,
            lack=lack_of(one, channels, today),
        )
        for one in rows
    ]
    return sorted(found, key=_order)


def _order(one: ServiceRow) -> tuple[int, int, str]:
    language = LANGUAGES.index(one.language) if one.language in LANGUAGES else len(LANGUAGES)
    return (KINDS.index(ServiceKind(one.kind)), language, one.label)


def voices(slot_id: str) -> list[VoiceRow]:
    """Give the panel of a slot's session in its order, with the pairs of interpreters and how names are said."""
    session_id = db.session.scalars(select(Slot.session_id).where(Slot.id == slot_id)).one()
    rows = db.session.execute(
        select(Panelist, Person, Pronunciation.text)
        .join(Person, Person.id == Panelist.person_id)
        .outerjoin(
            Pronunciation,
            (Pronunciation.person_id == Person.id) & (Pronunciation.session_id == Panelist.session_id),
        )
        .where(Panelist.session_id == session_id, Person.erased_at.is_(None))
        .order_by(Panelist.position, Panelist.id)
    ).all()
    pairs: dict[int, list[Pair]] = {}
    for one in db.session.scalars(
        select(InterpreterPair).where(InterpreterPair.session_id == session_id).order_by(InterpreterPair.id)
    ):
        pairs.setdefault(one.person_id, []).append((one.source, one.target))
    return [
        VoiceRow(
            id=row.id,
            ref=person.public_id,
            name=person.name,
            role=row.role,
            state=row.state,
            organization=row.organization or "",
            function=row.function or "",
            pairs=tuple(pairs.get(person.id, ())) if row.role == "interpreter" else (),
            pronunciation=said or "",
        )
        for row, person, said in rows
    ]


def brief(slot_id: str) -> BriefRow:
    """Give what interpreters of a slot are given."""
    row = db.session.get(InterpreterBrief, slot_id)
    if row is None:
        return BriefRow()
    return BriefRow(row.shows_embargoed, row.glossary or "", row.note, row.revision)


def promised(slot_id: str) -> tuple[str, ...]:
    """Give the languages that the page of a slot's session promises to interpret into."""
    found = db.session.scalars(
        select(Session.interpreted).join(Slot, Slot.session_id == Session.id).where(Slot.id == slot_id)
    ).one()
    return tuple(found)


def overview(slug: str, where: Reach, now: datetime) -> list[TimeLacking]:
    """Give the coming times of a programme that need a language or promise one, the first to begin first."""
    rows = db.session.execute(
        select(Slot, Session)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Programme.slug == slug,
            Slot.state == SlotState.PLANNED,
            Session.state != SessionState.CANCELLED,
            Slot.starts_at > now,
            session_within(where),
        )
        .order_by(Slot.starts_at, Slot.id)
    ).all()
    held: dict[str, list[LanguageService]] = {}
    for one in db.session.scalars(
        select(LanguageService).where(LanguageService.slot_id.in_([slot.id for slot, _session in rows]))
    ):
        held.setdefault(one.slot_id, []).append(one)
    found = []
    for slot, session in rows:
        mine = held.get(slot.id, [])
        days = (to_local(slot.starts_at, slot.zone).date() - to_local(now, slot.zone).date()).days
        if mine or session.interpreted:
            found.append(
                TimeLacking(
                    slot_id=slot.id,
                    title=session.title,
                    starts_at=slot.starts_at,
                    minutes=slot.minutes,
                    zone=slot.zone,
                    services=tuple(_rows(mine, slot, now, {})),
                    unkept=tuple(unkept(session.interpreted, mine, days)),
                )
            )
    return found


def told(slot_ids: Collection[str]) -> dict[str, Told]:
    """Give what the public is told of slots; those that have no service at all are left out."""
    held: dict[str, list[LanguageService]] = {}
    rows = db.session.scalars(select(LanguageService).where(LanguageService.slot_id.in_(list(slot_ids))))
    for one in rows:
        held.setdefault(one.slot_id, []).append(one)

    def facts(rows: Iterable[LanguageService]) -> tuple[tuple[str, str, str], ...]:
        every = ((one.kind, one.language, one.label) for one in rows)
        return tuple(
            sorted(every, key=lambda one: (KINDS.index(ServiceKind(one[0])), _language(one[1]), one[2]))
        )

    return {
        slot_id: Told(
            facts(one for one in mine if is_given(one)), facts(one for one in mine if is_taken_back(one))
        )
        for slot_id, mine in held.items()
    }


def _language(code: str) -> int:
    return LANGUAGES.index(code) if code in LANGUAGES else len(LANGUAGES)
