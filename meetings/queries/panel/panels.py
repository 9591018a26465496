"""The panels somebody is on in a programme, with all that their page and the desk show of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import PanelistState, ReleaseState, SlotState
from meetings.domain.panel.wanted import OnPanel, Wanted, wanted_of
from meetings.domain.recordings import Part
from meetings.extensions import db
from meetings.models.kept import Release
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.brought import Brought, brought_by
from meetings.queries.panel.holders import TOLD, is_told

Words = dict[str, str]
ROLE_ORDER: Final = {"moderator": 0, "speaker": 1, "host": 2, "interpreter": 3}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of being recorded in a time; `revision` is 0 where nobody was asked yet."""

    state: str = ReleaseState.SILENT
    parts: tuple[Part, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class TimeOnPanel:
    """A time at which a panel sits."""

    id: str
    part: int
    starts_at: datetime
    minutes: int
    zone: str
    doors_minutes: int
    state: str
    said: Said

    @property
    def is_planned(self) -> bool:
        """Say whether it stands."""
        return self.state == SlotState.PLANNED


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody on the panel, as printed there; whoever declined sits on none."""

    person_id: int
    name: str
    role: str
    function: str
    organization: str
    minutes: int | None
    is_me: bool


@dataclass(frozen=True, slots=True)
class PanelShown:
    """A session on whose panel somebody is, with what they said and how they are printed there.

    `revision` guards how they are printed. `number` is their turn among those who speak, 0 for none. `has_slides` is
    null where none are asked for.
    """

    id: int
    slug: str
    title: Words
    state: str
    stream: str | None
    partners: tuple[str, ...]
    roles: tuple[str, ...]
    answer: str
    answered_at: datetime | None
    answered_by: str
    words: str
    function: str
    organization: str
    minutes: int | None
    revision: int
    number: int
    speakers: int
    panel: tuple[Neighbour, ...]
    times: tuple[TimeOnPanel, ...]
    has_slides: bool | None = None

    @property
    def has_declined(self) -> bool:
        """Say whether they said that they do not come."""
        return self.answer == PanelistState.DECLINED

    def next_at(self, now: datetime) -> datetime | None:
        """Give the first time that is still to come."""
        coming = [one.starts_at for one in self.times if one.is_planned and one.starts_at > now]
        return min(coming) if coming and self.state in TOLD else None

    def on_panel(self, now: datetime) -> OnPanel:
        """Give what decides what is wanted."""
        coming = [one for one in self.times if one.is_planned and one.starts_at > now]
        return OnPanel(
            session=self.slug,
            state=self.answer,
            roles=frozenset(self.roles),
            starts_at=self.next_at(now),
            is_affiliated=bool(self.organization),
            unanswered=sum(one.said.state == ReleaseState.SILENT for one in coming),
            slides=self.has_slides,
        )


@dataclass(frozen=True, slots=True)
class OwnPanels:
    """All panels of somebody in a programme, the next time first."""

    person_id: int
    panels: tuple[PanelShown, ...]
    wanted: tuple[Wanted, ...] = field(default=())

    def of(self, slug: str) -> PanelShown | None:
        """Give the panel of a session."""
        return next((one for one in self.panels if one.slug == slug), None)


def panels_of(person_id: int, programme_id: int, now: datetime, *, drafts: Any = None) -> OwnPanels:
    """Give the panels of one person; see `panels_by_person`."""
    mine = (Session.programme_id == programme_id, _has_on_panel([person_id]))
    rows = _sessions(*mine, _is_told(drafts))
    return _own(person_id, rows, _given(programme_id, rows, [person_id]), now)


def panels_by_person(programme_id: int, now: datetime, *, drafts: Any = None) -> list[OwnPanels]:
    """Give everybody on panels of a programme with their panels, in few questions however many they are.

    Takes: a condition on sessions, within which drafts are shown too and beyond which nothing is; without it, what
    is published.
    """
    rows = _sessions(Session.programme_id == programme_id, _is_told(drafts))
    people = list(dict.fromkeys(one.person_id for row in rows for one in row.panelists if _is_there(one)))
    given = _given(programme_id, rows, people)
    by_person: dict[int, list[Session]] = {}
    for row in rows:
        for person_id in {one.person_id for one in row.panelists}:
            by_person.setdefault(person_id, []).append(row)
    return [_own(person_id, by_person[person_id], given, now) for person_id in people]


def panels_of_people(programme_id: int, people: Collection[int], now: datetime) -> dict[int, OwnPanels]:
    """Give the published panels of some people of a programme."""
    rows = _sessions(Session.programme_id == programme_id, _has_on_panel(people), _is_told(None))
    given = _given(programme_id, rows, people)
    return {
        person_id: _own(
            person_id,
            [row for row in rows if any(one.person_id == person_id for one in row.panelists)],
            given,
            now,
        )
        for person_id in people
    }


def _is_told(drafts: Any) -> Any:
    return is_told() if drafts is None else drafts


def _is_there(row: Panelist) -> bool:
    return row.person.erased_at is None


def _has_on_panel(people: Collection[int]) -> Any:
    return Session.id.in_(select(Panelist.session_id).where(Panelist.person_id.in_(list(people))))


def _sessions(*conditions: Any) -> Sequence[Session]:
    return db.session.scalars(
        select(Session)
        .where(*conditions)
        .order_by(Session.position, Session.id)
        .options(
            joinedload(Session.stream),
            selectinload(Session.panelists).joinedload(Panelist.person),
            selectinload(Session.slots),
            raiseload("*"),
        )
        .execution_options(populate_existing=True)
    ).all()


def _given(programme_id: int, rows: Iterable[Session], people: Collection[int]) -> "_Given":
    return _Given(_releases(rows, people), brought_by(programme_id, people))


@dataclass(frozen=True, slots=True)
class _Given:
    """What people gave already: releases by time and person, and what they brought."""

    releases: dict[tuple[str, int], Said]
    brought: Brought


def _releases(rows: Iterable[Session], people: Collection[int]) -> dict[tuple[str, int], Said]:
    slots = [slot.id for row in rows for slot in row.slots]
    found = db.session.scalars(
        select(Release).where(Release.slot_id.in_(slots), Release.person_id.in_(list(people)))
    )
    return {
        (one.slot_id, one.person_id): Said(
            one.state, tuple(Part(int(begin), int(end)) for begin, end in one.parts), one.revision
        )
        for one in found
    }


def _own(person_id: int, rows: Iterable[Session], given: _Given, now: datetime) -> OwnPanels:
    panels = [_panel(row, person_id, given) for row in rows]
    panels.sort(key=lambda one: _first_at(one, now))
    wanted = wanted_of([one.on_panel(now) for one in panels], given.brought.about(person_id))
    return OwnPanels(person_id, tuple(panels), wanted)


def _first_at(panel: PanelShown, now: datetime) -> tuple[bool, float, int]:
    """Order what is coming by its next time, then what is over, the latest first."""
    at = panel.next_at(now)
    last = max((one.starts_at for one in panel.times), default=now)
    return (at is None, at.timestamp() if at else -last.timestamp(), panel.id)


def _panel(row: Session, person_id: int, given: _Given) -> PanelShown:
    mine = sorted(
        (one for one in row.panelists if one.person_id == person_id), key=lambda one: ROLE_ORDER[one.role]
    )
    first, comes = mine[0], [one for one in row.panelists if one.state != PanelistState.DECLINED]
    speakers = [one for one in comes if one.role == "speaker"]
    turn = next((number for number, one in enumerate(speakers, 1) if one.person_id == person_id), 0)
    return PanelShown(
        id=row.id,
        slug=row.slug,
        title=row.title,
        state=row.state,
        stream=row.stream.slug if row.stream else None,
        partners=tuple(row.partners),
        roles=tuple(one.role for one in mine),
        answer=first.state,
        answered_at=first.state_since,
        answered_by=first.state_by or "",
        words=first.state_words or "",
        function=first.function or "",
        organization=first.organization or "",
        minutes=next((one.minutes for one in mine if one.minutes), None),
        revision=first.revision,
        number=turn,
        speakers=len(speakers),
        panel=tuple(
            Neighbour(
                one.person_id,
                one.person.name,
                one.role,
                one.function or "",
                one.organization or "",
                one.minutes,
                one.person_id == person_id,
            )
            for one in sorted(comes, key=lambda one: (ROLE_ORDER[one.role], one.position, one.id))
        ),
        times=tuple(
            _time(slot, given.releases.get((slot.id, person_id), Said()))
            for slot in sorted(row.slots, key=lambda slot: (slot.part, slot.starts_at))
        ),
        has_slides=given.brought.slides_of(person_id, row.id),
    )


def _time(row: Slot, said: Said) -> TimeOnPanel:
    return TimeOnPanel(
        row.id, row.part, row.starts_at, row.minutes, row.zone, row.doors_minutes, row.state, said
    )
