"""Letters for panellists: who may be given one, what it says, and what a code is known to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.certificates import Standing, printed_name
from meetings.domain.codes import PanelistState
from meetings.domain.errors import NotFound
from meetings.domain.panel.letters import LetterKind, standing
from meetings.extensions import db
from meetings.models.panel.papers import PanelLetter
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.queries.panel.own_panels import OwnPanel, own_panels
from meetings.queries.panel.settings import rules_of

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter that was given, with what it says, and whether it holds."""

    code: str
    kind: LetterKind
    language: str
    name: str | None
    facts: dict[str, Any]
    made_at: datetime
    made_by: str
    standing: Standing
    person_id: int
    programme_title: Words
    programme_slug: str
    zone: str
    place: Words
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody letters are for: name as it is printed, and the language they read."""

    person_id: int
    name: str
    language: str


def letter(code: str) -> LetterShown:
    """Give the letter of a code, whatever became of it.

    Raises: NotFound.
    """
    found = letters_by_code([code])
    if not found:
        raise NotFound()
    return found[0]


def letters_by_code(codes: Sequence[str]) -> list[LetterShown]:
    """Give letters by their codes, in the order asked for; one that is not there is left out."""
    rows = db.session.execute(
        select(PanelLetter, Programme)
        .join(Programme, Programme.id == PanelLetter.programme_id)
        .where(PanelLetter.code.in_(codes))
    )
    found = {row.code: _shown(row, programme) for row, programme in rows}
    return [found[one] for one in codes if one in found]


def letters_of(person_id: int, programme_id: int) -> list[LetterShown]:
    """Give the letters of somebody that stand."""
    rows = db.session.execute(
        select(PanelLetter, Programme)
        .join(Programme, Programme.id == PanelLetter.programme_id)
        .where(
            PanelLetter.person_id == person_id,
            PanelLetter.programme_id == programme_id,
            PanelLetter.ended_at.is_(None),
        )
        .order_by(PanelLetter.id)
    )
    return [_shown(row, programme) for row, programme in rows]


def _shown(row: PanelLetter, programme: Programme) -> LetterShown:
    return LetterShown(
        code=row.code,
        kind=LetterKind(row.kind),
        language=row.language,
        name=row.name,
        facts=row.facts,
        made_at=row.made_at,
        made_by=row.made_by,
        standing=standing(row.name, row.ended_at),
        person_id=row.person_id,
        programme_title=programme.title,
        programme_slug=programme.slug,
        zone=programme.zone,
        place=programme.place,
        demonstration=programme.demonstration,
    )


def readers(person_ids: Sequence[int]) -> dict[int, Reader]:
    """Give people letters are for, by their numbers, and hold them, so that nobody is erased meanwhile."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.language)
        .where(Person.id.in_(person_ids), Person.erased_at.is_(None))
        .order_by(Person.id)
        .with_for_update(read=True)
    )
    return {number: Reader(number, printed_name(name), language) for number, name, language in rows}


def everybody_on_panels(programme: str) -> list[int]:
    """Number those on the panels of a programme who did not decline and were not erased, by their names."""
    rows = db.session.execute(
        select(Panelist.person_id, Person.name)
        .join(Session, Session.id == Panelist.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .join(Person, Person.id == Panelist.person_id)
        .where(
            Programme.slug == programme,
            Panelist.state != PanelistState.DECLINED,
            Person.erased_at.is_(None),
        )
        .distinct()
        .order_by(Person.name, Panelist.person_id)
    )
    return [number for number, _name in rows]


def letter_facts(person_id: int, programme_id: int, kind: LetterKind, now: datetime) -> dict[str, Any]:
    """Give what a letter says of somebody now: of which panels, and who signs it; empty where there is none to tell.

    An invitation is for what is to be held and was not cancelled, thanks are for what was held.
    """
    panels = [_panel(one, kind, now) for one in own_panels(person_id, programme_id) if not one.is_off]
    told = [one for one in panels if one["times"]]
    if not told:
        return {}
    rules = rules_of(programme_id)
    first = next((one for one in told if one["function"] or one["organization"]), told[0])
    return {
        "function": first["function"],
        "organization": first["organization"],
        "signatory": rules.signatory,
        "signatory_title": rules.signatory_title,
        "panels": [{name: one[name] for name in ("title", "roles", "times")} for one in told],
    }


def _panel(one: OwnPanel, kind: LetterKind, now: datetime) -> dict[str, Any]:
    thanks = kind is LetterKind.THANKS
    return {
        "title": one.title,
        "roles": list(one.roles),
        "function": one.function,
        "organization": one.organization,
        "times": [
            {"starts_at": time.starts_at.isoformat(), "minutes": time.minutes, "zone": time.zone}
            for time in one.times
            if not time.is_off and (time.ends_at <= now if thanks else time.ends_at > now)
        ],
    }
