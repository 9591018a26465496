"""Observer bodies, their admission to treaties, and what they applied with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import ProgrammeKind
from meetings.domain.cop.admissions import MONTHS, MaySend, Standing, apply_until, may_send_by
from meetings.domain.cop.tracks import Track
from meetings.domain.errors import NotFound
from meetings.domain.heard import folded
from meetings.extensions import db
from meetings.models.cop.admissions import (
    Admission,
    AdmissionRule,
    Application,
    ApplicationFile,
    OrganizationName,
)
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import TrackEvent
from meetings.models.parties import Organization
from meetings.models.programmes import Programme


@dataclass(frozen=True, slots=True)
class AdmissionRow:
    """A body's admission to a treaty, with the conference it applied for."""

    id: str
    treaty: str
    state: str
    state_since: datetime
    authority: str | None
    reason: str | None
    decided_on: date | None
    notified_on: date | None
    applied_on: date | None
    programme: str | None
    source: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class BodyRow:
    """An observer body in a list, with its admissions."""

    id: int
    slug: str
    name: str
    acronym: str | None
    category: str
    kind: str | None
    country: str | None
    admissions: tuple[AdmissionRow, ...]


@dataclass(frozen=True, slots=True)
class NameRow:
    """Another name of a body, `former` or `other`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body with everything that is held of it; `near` are others whose name is much the same."""

    row: BodyRow
    seat: str | None
    zone: str | None
    revision: int
    names: tuple[NameRow, ...]
    applications: tuple[Application, ...]
    moves: tuple[TrackEvent, ...]


@dataclass(frozen=True, slots=True)
class BodiesAsked:
    """Which bodies are asked for; empty asks for all. `state` is of the admission to `treaty`, or `none`."""

    treaty: str
    text: str = ""
    category: str = ""
    state: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """Until when bodies apply for a conference: `months` before it opens, or until a day that wins."""

    months: int
    closes_on: date | None
    opens_on: date | None
    revision: int

    @property
    def until(self) -> date | None:
        """Give the last day, where it is known."""
        if self.closes_on:
            return self.closes_on
        return apply_until(self.opens_on, self.months) if self.opens_on else None


@dataclass(frozen=True, slots=True)
class ConferenceRow:
    """A conference, and the treaties whose meeting it is."""

    slug: str
    title: Mapping[str, str]
    treaties: tuple[str, ...]

    @property
    def treaty(self) -> str:
        """Give the treaty to which it admits observers."""
        return self.treaties[0]


@dataclass(frozen=True, slots=True)
class FileShown:
    """A kept file of an application."""

    file: str
    file_name: str
    media_type: str
    bytes: int
    digest: str


def may_send(organization_id: int, programme: str) -> MaySend:
    """Say whether a body may send people to a conference, and why.

    Raises: NotFound, for a body or conference that is not there.
    """
    return may_send_all(programme, [organization_id])[organization_id]


def may_send_all(programme: str, organization_ids: Sequence[int]) -> dict[int, MaySend]:
    """Say of several bodies whether they may send people to a conference, in three queries.

    Raises: NotFound.
    """
    treaties = _treaties(programme)
    bodies = db.session.execute(
        select(Organization.id, Organization.category, Organization.detail).where(
            Organization.id.in_(organization_ids)
        )
    ).all()
    if len(bodies) != len(set(organization_ids)):
        raise NotFound()
    held: dict[int, list[Standing]] = defaultdict(list)
    rows = db.session.execute(
        select(
            Admission.organization_id,
            Admission.treaty,
            Admission.state,
            Admission.authority,
            Admission.decided_on,
        )
        .where(Admission.organization_id.in_(organization_ids), Admission.treaty.in_(treaties))
        .order_by(Admission.treaty)
    )
    for number, treaty, state, authority, decided_on in rows:
        held[number].append(Standing(treaty, state, authority, decided_on))
    return {
        number: may_send_by(category, detail.get("kind"), held[number]) for number, category, detail in bodies
    }


def may_send_shown(row: BodyRow, conference: ConferenceRow) -> MaySend:
    """Say the same of a body whose admissions are at hand, without asking the store."""
    held = [one for one in row.admissions if one.treaty in conference.treaties]
    standings = [Standing(one.treaty, one.state, one.authority, one.decided_on) for one in held]
    return may_send_by(row.category, row.kind, standings)


def conferences() -> tuple[ConferenceRow, ...]:
    """List the conferences, the latest first."""
    rows = db.session.execute(
        select(Programme.slug, Programme.title, Programme.treaty, Programme.other_treaties)
        .where(Programme.kind == ProgrammeKind.CONFERENCE)
        .order_by(Programme.starts_on.desc(), Programme.slug)
    )
    return tuple(ConferenceRow(slug, title, (treaty, *others)) for slug, title, treaty, others in rows)


def bodies(asked: BodiesAsked) -> tuple[BodyRow, ...]:
    """List the bodies asked for, by name, in three queries."""
    rows = db.session.execute(_body().order_by(Organization.name, Organization.id)).all()
    admissions = _admissions(Admission.treaty == asked.treaty)
    names = _names() if asked.text.strip() else {}
    found = [_row(one, admissions.get(one.id, ())) for one in rows]
    return tuple(one for one in found if _is_asked(one, names.get(one.id, ()), asked))


def body(slug: str) -> BodyPage:
    """Give a body with everything that is held of it.

    Raises: NotFound.
    """
    one = db.session.execute(_body().where(Organization.slug == slug)).one_or_none()
    if one is None:
        raise NotFound()
    row = _row(one, _admissions(Admission.organization_id == one.id).get(one.id, ()))
    held = [each.id for each in row.admissions]
    applications = db.session.scalars(
        select(Application)
        .where(Application.admission_id.in_(held))
        .order_by(Application.sent_at)
        .options(selectinload(Application.files), raiseload("*"))
    ).all()
    moves = db.session.scalars(
        select(TrackEvent)
        .where(TrackEvent.track == Track.ADMISSION, TrackEvent.subject.in_(held))
        .order_by(TrackEvent.id.desc())
    ).all()
    return BodyPage(
        row,
        one.detail.get("seat"),
        one.zone,
        one.revision,
        _names(OrganizationName.organization_id == one.id).get(one.id, ()),
        tuple(applications),
        tuple(moves),
    )


def rule_of(programme: str) -> RuleShown:
    """Say until when bodies apply for a conference.

    Raises: NotFound.
    """
    found = db.session.execute(
        select(Programme.id, Programme.starts_on, AdmissionRule)
        .outerjoin(AdmissionRule, AdmissionRule.programme_id == Programme.id)
        .where(Programme.slug == programme)
    ).one_or_none()
    if found is None:
        raise NotFound()
    number, starts_on = found.id, found.starts_on
    rule: AdmissionRule | None = found[2]
    first = db.session.scalar(select(func.min(Segment.starts_on)).where(Segment.programme_id == number))
    if rule is None:
        return RuleShown(MONTHS, None, first or starts_on, 0)
    return RuleShown(rule.months, rule.closes_on, first or starts_on, rule.revision)


def application_file(file_id: str) -> FileShown:
    """Give a file of an application.

    Raises: NotFound.
    """
    row = db.session.get(ApplicationFile, file_id)
    if row is None:
        raise NotFound()
    return FileShown(row.file, row.file_name, row.media_type, row.bytes, row.digest)


def _treaties(programme: str) -> list[str]:
    found = db.session.execute(
        select(Programme.treaty, Programme.other_treaties).where(Programme.slug == programme)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return [found.treaty, *found.other_treaties]


def _body() -> Any:
    return select(
        Organization.id,
        Organization.slug,
        Organization.name,
        Organization.acronym,
        Organization.category,
        Organization.country,
        Organization.zone,
        Organization.detail,
        Organization.revision,
    )


def _row(one: Any, admissions: tuple[AdmissionRow, ...]) -> BodyRow:
    return BodyRow(
        one.id,
        one.slug,
        one.name,
        one.acronym,
        one.category,
        one.detail.get("kind"),
        one.country,
        admissions,
    )


def _is_asked(row: BodyRow, names: Iterable[NameRow], asked: BodiesAsked) -> bool:
    if asked.category and row.category != asked.category:
        return False
    states = {one.state for one in row.admissions} or {"none"}
    if asked.state and asked.state not in states:
        return False
    if asked.programme and asked.programme not in {one.programme for one in row.admissions}:
        return False
    wanted = folded(asked.text)
    said = (row.name, row.acronym or "", *(one.name for one in names))
    return not wanted or any(wanted in folded(one) for one in said)


def _admissions(*conditions: Any) -> Mapping[int, tuple[AdmissionRow, ...]]:
    rows = db.session.execute(
        select(Admission, Programme.slug)
        .outerjoin(Programme, Programme.id == Admission.programme_id)
        .where(*conditions)
        .order_by(Admission.organization_id, Admission.treaty)
        .options(raiseload("*"))
    )
    found: dict[int, tuple[AdmissionRow, ...]] = {}
    for one, slug in rows:
        shown = AdmissionRow(
            one.id,
            one.treaty,
            one.state,
            one.state_since,
            one.authority,
            one.reason,
            one.decided_on,
            one.notified_on,
            one.applied_on,
            slug,
            one.source,
            one.revision,
        )
        found[one.organization_id] = (*found.get(one.organization_id, ()), shown)
    return found


def _names(*conditions: Any) -> dict[int, tuple[NameRow, ...]]:
    rows = db.session.execute(
        select(OrganizationName.organization_id, OrganizationName.name, OrganizationName.kind)
        .where(*conditions)
        .order_by(OrganizationName.organization_id, OrganizationName.kind, OrganizationName.name)
    )
    found: dict[int, tuple[NameRow, ...]] = {}
    for number, name, kind in rows:
        found[number] = (*found.get(number, ()), NameRow(name, kind))
    return found
