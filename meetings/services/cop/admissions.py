"""Admitting observers: bodies apply, officers move what they applied for, and what was decided once holds on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select

from meetings.domain import errors
from meetings.domain.checks import check_number
from meetings.domain.codes import ProgrammeKind
from meetings.domain.cop.admissions import MOST_MONTHS
from meetings.domain.cop.admissions_errors import AdmittedBefore, NoConference, NoStatutes
from meetings.domain.cop.codes import AdmissionState
from meetings.domain.cop.errors import AuthorityNeeded, ReasonNeeded
from meetings.domain.cop.parties import TREATIES
from meetings.domain.cop.tracks import NOTHING, Mover, Says, Track
from meetings.domain.kept_files import FileGiven
from meetings.domain.programmes import check_choice
from meetings.domain.registrations import check_address, check_language, check_line, check_name
from meetings.extensions import db, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.cop.admissions import Admission, AdmissionRule, Application, ApplicationFile
from meetings.models.parties import Organization, Party
from meetings.models.programmes import Programme
from meetings.queries.cop.admissions import rule_of
from meetings.services.audit import note
from meetings.services.cop.observers import BODIES, NAME_LENGTH, find_within, new_body_within
from meetings.services.cop.tracks import By, begin, move_within

FIELD_LENGTH: Final = 1_000
ADDRESS_LENGTH: Final = 300
SOURCE_LENGTH: Final = 500
APPLICANT: Final = By(Mover.NOMINATOR, "applicant")


@dataclass(frozen=True, slots=True)
class ApplicationGiven:
    """What somebody says to have a body admitted; `field` is in which it is qualified."""

    programme: str
    name: str
    category: str
    field: str
    contact_name: str
    contact_email: str
    language: str
    acronym: str = ""
    country: str = ""
    address: str = ""


def check_application(given: ApplicationGiven) -> list[errors.Refused]:
    """Name everything that is wrong with an application, each with its field."""
    problems: list[errors.Refused] = []
    checks: tuple[Callable[[], object], ...] = (
        lambda: check_line(given.name, "name", NAME_LENGTH, needed=True),
        lambda: check_line(given.acronym, "acronym", 40),
        lambda: check_choice(given.category, "category", BODIES),
        lambda: check_line(given.field, "field", FIELD_LENGTH, needed=True),
        lambda: check_line(given.address, "address", ADDRESS_LENGTH),
        lambda: check_name(given.contact_name, "contact_name"),
        lambda: check_address(given.contact_email, "email"),
        lambda: check_language(given.language),
        lambda: _country(given.country),
    )
    for check in checks:
        try:
            check()
        except errors.Refused as refusal:
            problems.append(refusal)
    return problems


def apply(given: ApplicationGiven, files: Iterable[FileGiven], now: datetime) -> str:
    """Keep an application, and give its code; of a body that applied before there is still one admission.

    Whoever applies for the same body by the same address gets the same code, and what they send is added. What
    strangers send changes nothing that is stored of a body or its admission.
    Raises: NoConference, NoStatutes, and what `check_application` names.
    """
    given_files = tuple(files)
    for problem in check_application(given):
        raise problem
    if not given_files:
        raise NoStatutes(field="statutes")
    with transaction():
        take_turns("organizations")
        programme = conference_within(given.programme)
        admission = _admission_within(_body_within(given, now), programme, given, now)
        row = _application_within(admission, programme, given, now)
        for file in given_files:
            _add_file(row.id, file, now)
        note(now, APPLICANT.actor, "application.sent", f"admission:{admission.id}", after={"code": row.id})
        return row.id


def begin_admission(organization: str, programme: str, now: datetime, actor: str) -> str:
    """Begin a body's admission for a conference, as an officer who got the application on paper; give its id.

    Raises: NotFound, NoConference; AdmittedBefore, where there is one for the treaty.
    """
    with transaction():
        conference, body = conference_within(programme, is_staff=True), _organization(organization)
        _check_new(body.id, conference.treaty)
        row = Admission(organization_id=body.id, treaty=conference.treaty, programme_id=conference.id)
        return _begun(row, AdmissionState.APPLIED, now, actor, now.date())


@dataclass(frozen=True, slots=True)
class DecidedBefore:
    """An admission that was decided at an earlier meeting, and by which source that is known."""

    treaty: str
    state: str
    authority: str
    decided_on: date | None
    source: str


def record_admission(organization: str, given: DecidedBefore, now: datetime, actor: str) -> str:
    """Record that a body was admitted before, or needs no admission; give the admission's id.

    Raises: NotFound, NotAChoice, AuthorityNeeded, ReasonNeeded (the source), AdmittedBefore.
    """
    if given.treaty not in TREATIES:
        raise errors.NotAChoice(field="treaty", value=given.treaty[:20])
    if given.state not in (AdmissionState.ADMITTED, AdmissionState.EXEMPT):
        raise errors.NotAChoice(field="state", value=given.state[:20])
    if given.state == AdmissionState.ADMITTED and not given.authority.strip():
        raise AuthorityNeeded(field="authority")
    if not given.source.strip():
        raise ReasonNeeded(field="reason")
    with transaction():
        body = _organization(organization)
        _check_new(body.id, given.treaty)
        row = Admission(organization_id=body.id, treaty=given.treaty, decided_on=given.decided_on)
        row.authority = check_line(given.authority, "authority", SOURCE_LENGTH)
        row.source = check_line(given.source, "reason", SOURCE_LENGTH)
        return _begun(row, given.state, now, actor, None, says=Says(given.source, given.authority))


def move_admission(
    admission_id: str,
    to: str,
    seen: int,
    now: datetime,
    actor: str,
    *,
    says: Says = NOTHING,
    on: date | None = None,
) -> None:
    """Move a body's admission, as an officer; of two at once the second is told.

    Takes: the day of it, today where none is given.
    Raises: NotFound, Stale, AlreadySo, NoSuchMove, ReasonNeeded, AuthorityNeeded, TooLong, NotOneLine.
    """
    why = check_line(says.why, "reason", SOURCE_LENGTH) or ""
    authority = check_line(says.authority, "authority", SOURCE_LENGTH) or ""
    with transaction():
        row = db.session.get(Admission, admission_id)
        if row is None:
            raise errors.NotFound()
        by = By(Mover.OFFICER, actor)
        move_within(Track.ADMISSION, row, to, by, now, says=Says(why, authority), seen=seen)
        row.reason = why or None
        if to == AdmissionState.NOTIFIED:
            row.notified_on = on or now.date()
        if to in (AdmissionState.ADMITTED, AdmissionState.OBJECTED, AdmissionState.REFUSED):
            row.decided_on, row.authority = on or now.date(), authority or None
        if to in (AdmissionState.APPLIED, AdmissionState.EXEMPT):
            row.decided_on, row.authority = None, authority or None


def set_rule(
    programme: str, months: Any, closes_on: date | None, revision: int, now: datetime, actor: str
) -> None:
    """Keep until when bodies apply for a conference.

    Raises: NotFound, Stale, NotANumber with field `months`.
    """
    checked = check_number(months, "months", 0, MOST_MONTHS)
    with transaction():
        conference = conference_within(programme, is_staff=True)
        row = db.session.get(AdmissionRule, conference.id, with_for_update=True)
        if (row.revision if row else 0) != revision:
            raise errors.Stale(current=row.revision if row else 0)
        before = {"months": row.months, "closes_on": _iso(row.closes_on)} if row else {}
        if row is None:
            row = AdmissionRule(programme_id=conference.id, revision=0)
            db.session.add(row)
        row.months, row.closes_on = checked, closes_on
        row.revision, row.updated_at = row.revision + 1, now
        after = {"months": checked, "closes_on": _iso(closes_on)}
        note(now, actor, "admission.rule", f"programme:{programme}", before=before, after=after)


def conference_within(slug: str, *, is_staff: bool = False) -> Programme:
    """Give a conference; to whoever is not of the staff, only a published one. Within a transaction.

    Raises: NoConference.
    """
    row = db.session.scalar(select(Programme).where(Programme.slug == slug))
    if row is None or row.kind != ProgrammeKind.CONFERENCE or not (row.published or is_staff):
        raise NoConference()
    return row


def _body_within(given: ApplicationGiven, now: datetime) -> Organization:
    found = find_within(given.name)
    if found is not None:
        return found
    values = {
        "name": check_line(given.name, "name", NAME_LENGTH, needed=True),
        "acronym": check_line(given.acronym, "acronym", 40),
        "category": given.category,
        "country": _country(given.country),
        "detail": {"kind": "applied"},
    }
    return new_body_within(values, now)


def _admission_within(
    body: Organization, programme: Programme, given: ApplicationGiven, now: datetime
) -> Admission:
    row = db.session.scalar(
        select(Admission).where(Admission.organization_id == body.id, Admission.treaty == programme.treaty)
    )
    if row is not None:
        return row
    row = Admission(
        organization_id=body.id,
        treaty=programme.treaty,
        programme_id=programme.id,
        state=AdmissionState.APPLIED,
        state_since=now,
        field=given.field.strip(),
        contact_name=given.contact_name.strip(),
        contact_email=given.contact_email.strip(),
        applied_on=now.date(),
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    begin(Track.ADMISSION, row, APPLICANT, now)
    return row


def _application_within(
    admission: Admission, programme: Programme, given: ApplicationGiven, now: datetime
) -> Application:
    email = given.contact_email.strip()
    row = db.session.scalar(
        select(Application).where(
            Application.admission_id == admission.id,
            Application.programme_id == programme.id,
            func.lower(Application.contact_email) == email.lower(),
        )
    )
    if row is not None:
        return row
    until = rule_of(programme.slug).until
    row = Application(
        id=random_id(),
        admission_id=admission.id,
        programme_id=programme.id,
        name=given.name.strip(),
        acronym=given.acronym.strip() or None,
        category=given.category,
        country=_country(given.country),
        field=given.field.strip(),
        contact_name=given.contact_name.strip(),
        contact_email=email,
        language=given.language,
        address=given.address.strip() or None,
        is_late=until is not None and now.date() > until,
        sent_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _add_file(application_id: str, file: FileGiven, now: datetime) -> None:
    db.session.add(
        ApplicationFile(
            application_id=application_id,
            file=file.key,
            file_name=file.name,
            media_type=file.media_type,
            bytes=file.size,
            digest=file.digest,
            received_at=now,
        )
    )
    db.session.flush()


def _begun(
    row: Admission, state: str, now: datetime, actor: str, applied_on: date | None, *, says: Says = NOTHING
) -> str:
    row.state, row.state_since, row.updated_at, row.applied_on = state, now, now, applied_on
    db.session.add(row)
    db.session.flush()
    begin(Track.ADMISSION, row, By(Mover.OFFICER, actor), now, says=says)
    return row.id


def _check_new(organization_id: int, treaty: str) -> None:
    take_turns(f"admission {organization_id}")
    state = db.session.scalar(
        select(Admission.state).where(
            Admission.organization_id == organization_id, Admission.treaty == treaty
        )
    )
    if state is not None:
        raise AdmittedBefore(state=state)


def _organization(slug: str) -> Organization:
    row = db.session.scalar(select(Organization).where(Organization.slug == slug))
    if row is None:
        raise errors.NotFound()
    return row


def _country(given: str) -> str | None:
    code = given.strip().upper() or None
    if code is not None and db.session.get(Party, code) is None:
        raise errors.NotAChoice(field="country", value=code[:20])
    return code


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
