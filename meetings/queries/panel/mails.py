"""What mails to panellists and their assistants are about, as the facts stand now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.codes import NoticeKind, SessionState, SlotState
from meetings.domain.live.hours import LATE
from meetings.domain.messages import is_same_for_people
from meetings.domain.panel.invitations import INVITED, OFF, panels_in
from meetings.domain.panel.wanted import Wanted
from meetings.extensions import db
from meetings.models.devices import DeviceCode
from meetings.models.links import Link
from meetings.models.messages import Notice
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.invitations import PanelHeard
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot, SlotVersion
from meetings.queries.links import kept_id
from meetings.queries.live.lates import LateTold, lates_told
from meetings.queries.panel.holders import HELPER, OWN, PURPOSE, assistant_bearer, own_bearer
from meetings.queries.panel.panels import OwnPanels, PanelShown, panels_of_people

Words = dict[str, str]
CODE: Final = "code"
MOVED: Final = "moved"


@dataclass(frozen=True, slots=True)
class TimeBefore:
    """A time as somebody knows it, and as it is now; a further one that they know nothing of has no `before`."""

    title: Words
    before: SlotVersion | None
    now: Slot


@dataclass(frozen=True, slots=True)
class PanelLeft:
    """A panel that somebody was taken off, with the times of it that are to come."""

    title: Words
    times: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class PanelMail:
    """A mail to a panellist or an assistant: what it is (`invited`, `link`, `code`, …) and the facts it tells.

    `whom` is the panellist whose assistant reads it, empty where they read it themselves; times are read in `zone`.
    `code_number` is of the code it brings, whose link has the `generation`.
    """

    kind: str
    bearer: str
    whom: str
    title: Words
    place: Words
    programme_zone: str
    zone: str
    panels: tuple[PanelShown, ...]
    wanted: tuple[Wanted, ...]
    moved: TimeBefore | None
    late: LateTold | None
    left: PanelLeft | None
    demonstration: bool
    contact: str | None
    generation: int
    code_number: int


@dataclass(frozen=True, slots=True)
class _About:
    """Whose panels a notice is about, and who reads it."""

    bearer: str
    person_id: int
    programme_id: int
    assistant_id: str


def panel_mails(message_ids: Collection[str], now: datetime) -> dict[str, PanelMail]:
    """Give by message what is told to a panellist or an assistant; none of what is over, or was done since."""
    notices = db.session.execute(
        select(Notice.message_id, Notice.subject, Notice.occasion).where(
            Notice.kind == NoticeKind.PANEL, Notice.message_id.in_(list(message_ids))
        )
    ).all()
    if not notices:
        return {}
    about = _about({row.subject for row in notices})
    facts = _Facts.of(about.values(), now)
    lates = lates_told({row.occasion for row in notices}, now)
    found: dict[str, PanelMail] = {}
    for message_id, subject, occasion in notices:
        letter = (
            _letter(about[subject], occasion, facts, now, lates.get(occasion)) if subject in about else None
        )
        if letter is not None:
            found[str(message_id)] = letter
    return found


def _about(subjects: Iterable[str]) -> dict[str, _About]:
    """Read whose bearers are; those of assistants who were taken away are left out."""
    found: dict[str, _About] = {}
    helpers = {one.partition(":")[2] for one in subjects if one.startswith(f"{HELPER}:")}
    stand = select(Assistant).where(Assistant.id.in_(helpers), Assistant.ended_at.is_(None))
    for row in db.session.scalars(stand):
        bearer = assistant_bearer(row.id)
        found[bearer] = _About(bearer, row.person_id, row.programme_id, row.id)
    for subject in subjects:
        kind, _colon, rest = subject.partition(":")
        if kind == OWN:
            person, _colon, programme = rest.partition(":")
            person_id = kept_id(int(person))
            found[subject] = _About(own_bearer(person_id, int(programme)), person_id, int(programme), "")
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of those whom mails are about, asked for in few questions."""

    people: Mapping[int, Person]
    helpers: Mapping[str, Person]
    programmes: Mapping[int, Programme]
    links: Mapping[str, Link]
    codes: Mapping[str, DeviceCode]
    panels: Mapping[tuple[int, int], OwnPanels]

    @classmethod
    def of(cls, about: Iterable[_About], now: datetime) -> "_Facts":
        every = list(about)
        bearers = [one.bearer for one in every]
        programmes = _by_id(Programme, {one.programme_id for one in every})
        panels: dict[tuple[int, int], OwnPanels] = {}
        for programme_id in programmes:
            people = {one.person_id for one in every if one.programme_id == programme_id}
            for person_id, own in panels_of_people(programme_id, people, now).items():
                panels[person_id, programme_id] = own
        helpers = db.session.scalars(
            select(Assistant)
            .where(Assistant.id.in_([one.assistant_id for one in every]))
            .options(joinedload(Assistant.helper), raiseload("*"))
            .execution_options(populate_existing=True)
        )
        links = db.session.scalars(select(Link).where(Link.purpose == PURPOSE, Link.bearer.in_(bearers)))
        codes = db.session.scalars(select(DeviceCode).where(DeviceCode.holder.in_(bearers)))
        return cls(
            people=_by_id(Person, {one.person_id for one in every}),
            helpers={one.id: one.helper for one in helpers},
            programmes=programmes,
            links={one.bearer: one for one in links},
            codes={one.holder: one for one in codes},
            panels=panels,
        )


def _by_id(table: Any, ids: Collection[int]) -> dict[int, Any]:
    rows = db.session.scalars(select(table).where(table.id.in_(list(ids))).options(raiseload("*")))
    return {one.id: one for one in rows}


def _letter(
    about: _About, occasion: str, facts: _Facts, now: datetime, late: LateTold | None
) -> PanelMail | None:
    kind, _colon, rest = occasion.partition(":")
    person, programme = facts.people[about.person_id], facts.programmes[about.programme_id]
    link, code = facts.links.get(about.bearer), facts.codes.get(about.bearer)
    own = facts.panels[about.person_id, about.programme_id]
    panels = tuple(one for one in own.panels if not one.has_declined)
    told = panels_in(occasion)
    coming = tuple(one for one in panels if one.next_at(now))
    if kind == INVITED:
        coming = tuple(one for one in coming if one.id in told and one.state == SessionState.PUBLISHED)
    if person.erased_at is not None or (link is not None and link.withdrawn_at is not None):
        return None
    generation = link.generation if link else 1
    moved = _moved(about, rest, panels) if kind == MOVED else None
    left = _left(told, own, now) if kind == OFF else None
    is_of_use = {
        CODE: code is not None and str(code.number) == rest and code.used_at is None,
        "link": str(generation) == rest and bool(own.panels),
        MOVED: moved is not None,
        LATE: late is not None and any(one.id == late.session_id for one in panels),
        INVITED: programme.published and bool(coming),
        OFF: programme.published and left is not None,
        "wanted": programme.published and any(one.is_owed for one in own.wanted),
    }
    if not is_of_use.get(kind):
        return None
    helper = facts.helpers.get(about.assistant_id)
    return PanelMail(
        kind=kind,
        bearer=about.bearer,
        whom=person.name if helper else "",
        title=programme.title,
        place=programme.place,
        programme_zone=programme.zone,
        zone=(helper or person).zone or programme.zone,
        panels=coming if kind != OFF else (),
        wanted=tuple(one for one in own.wanted if one.is_owed),
        moved=moved,
        late=late,
        left=left,
        demonstration=programme.demonstration,
        contact=programme.contact,
        generation=generation,
        code_number=code.number if kind == CODE and code else 0,
    )


def _left(told: tuple[int, ...], own: OwnPanels, now: datetime) -> PanelLeft | None:
    """Give the panel somebody was taken off, unless they are on it again, or nothing of it is to come."""
    row = db.session.get(Session, told[0]) if told else None
    if row is None or row.state != SessionState.PUBLISHED or any(one.id == row.id for one in own.panels):
        return None
    wanted = select(Slot).where(
        Slot.session_id == row.id, Slot.state == SlotState.PLANNED, Slot.starts_at > now
    )
    times = tuple(db.session.scalars(wanted.order_by(Slot.starts_at)))
    return PanelLeft(row.title, times) if times else None


def _moved(about: _About, rest: str, panels: Iterable[PanelShown]) -> TimeBefore | None:
    """Give the change or further time that a notice tells, if it is the last and its reader does not know of it."""
    slot_id, _colon, version = rest.rpartition(":")
    panel = next((one for one in panels if any(time.id == slot_id for time in one.times)), None)
    slot = db.session.get(Slot, slot_id)
    heard = db.session.get(PanelHeard, (slot_id, about.person_id, about.assistant_id))
    if panel is None or slot is None or heard is None or str(slot.version) != version:
        return None
    if heard.version == 0:
        is_held = (panel.state, slot.state) == (SessionState.PUBLISHED, SlotState.PLANNED)
        return TimeBefore(panel.title, None, slot) if is_held else None
    before = db.session.get(SlotVersion, (slot_id, heard.version))
    if before is None or heard.version >= slot.version or is_same_for_people(before, slot):
        return None
    return TimeBefore(panel.title, before, slot)
