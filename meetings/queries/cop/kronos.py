"""What a conference gives to KRONOS, and what is known here of what its file names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, raiseload, selectinload

from meetings.domain.cop.funding import FundingState
from meetings.domain.cop.kronos import (
    BITS,
    REVOKED,
    SYSTEM,
    Exchange,
    Kind,
    Record,
    full_name,
    split_name,
)
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Funding, Nomination, Participation
from meetings.models.cop.kronos import ExchangeFile, ExternalId
from meetings.models.parties import Organization, Party
from meetings.models.people import Person
from meetings.models.programmes import Programme


def external_ids(kind: Kind) -> dict[str, str]:
    """Give what KRONOS calls our subjects: the first name where it has several."""
    rows = db.session.execute(
        select(ExternalId.subject, ExternalId.external_id)
        .where(ExternalId.system == SYSTEM, ExternalId.kind == kind)
        .order_by(ExternalId.external_id.desc())
    )
    return {row[0]: row[1] for row in rows}


def body_subject(delegation: Delegation) -> str:
    """Name whose a delegation is."""
    return (
        f"party:{delegation.party_code}"
        if delegation.party_code
        else f"organization:{delegation.organization_id}"
    )


def exported(slug: str) -> Exchange:
    """Give the contacts, organizations, events and registrations of a conference, in few queries.

    Raises: NotFound.
    """
    programme = db.session.scalar(select(Programme).where(Programme.slug == slug).options(raiseload("*")))
    if programme is None:
        raise NotFound()
    segments = db.session.scalars(
        select(Segment)
        .where(Segment.programme_id == programme.id)
        .order_by(Segment.position, Segment.id)
        .options(raiseload("*"))
    ).all()
    ids = {kind: external_ids(kind) for kind in (Kind.EVENT, Kind.ORGANIZATION, Kind.CONTACT)}
    events = {
        one.id: ids[Kind.EVENT].get(f"segment:{one.id}", f"{programme.slug}/{one.slug}") for one in segments
    }
    rows = _delegations(programme.id)
    funded = _funded(programme.id)
    organizations, contacts, registrations = [], list[Record](), list[Record]()
    for delegation in rows:
        organization = _organization(delegation, ids[Kind.ORGANIZATION])
        exchanged = [one for one in delegation.nominations if _is_exchanged(one)]
        organizations += [organization] if exchanged else []
        for one in exchanged:
            subject = f"person:{one.person_id}@{body_subject(delegation)}"
            contact = _contact(one, delegation, organization.id, ids[Kind.CONTACT].get(subject, one.id))
            contacts.append(contact)
            registrations += [
                _registration(each, one, contact.id, events[each.segment_id], each.id in funded)
                for each in one.participations
                if each.state in BITS
            ]
    return Exchange(
        conferences=(_conference(programme),),
        events=tuple(_event(one, programme, events[one.id]) for one in segments),
        organizations=tuple(organizations),
        contacts=tuple(contacts),
        registrations=tuple(registrations),
    )


def _delegations(programme_id: int) -> list[Delegation]:
    wanted = select(Delegation).where(Delegation.programme_id == programme_id).order_by(Delegation.id)
    loaded = (
        selectinload(Delegation.party),
        selectinload(Delegation.organization),
        selectinload(Delegation.nominations).selectinload(Nomination.participations),
        selectinload(Delegation.nominations).selectinload(Nomination.person),
        raiseload("*"),
    )
    return list(db.session.scalars(wanted.options(*loaded)))


def _funded(programme_id: int) -> frozenset[str]:
    rows = db.session.scalars(
        select(Funding.participation_id)
        .join(Participation, Participation.id == Funding.participation_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .where(Segment.programme_id == programme_id, Funding.state == FundingState.GRANTED)
    )
    return frozenset(rows)


def _is_exchanged(one: Nomination) -> bool:
    return one.person.erased_at is None and any(each.state in BITS for each in one.participations)


def _conference(one: Programme) -> dict[str, Any]:
    return {
        "code": one.slug,
        "title": one.title.get("en") or next(iter(one.title.values()), ""),
        "startDate": one.starts_on.isoformat() if one.starts_on else None,
        "endDate": one.ends_on.isoformat() if one.ends_on else None,
        "minamata": {"titles": one.title, "place": one.place, "zone": one.zone, "treaty": one.treaty},
    }


def _event(one: Segment, programme: Programme, name: str) -> Record:
    values = {
        "eventId": name,
        "code": f"{programme.slug}/{one.slug}",
        "title": one.title.get("en") or next(iter(one.title.values()), ""),
        "startDate": one.starts_on.isoformat(),
        "endDate": one.ends_on.isoformat(),
        "venueCity": one.place.get("en", ""),
        "venueCountry": None,
        "minamata": {
            "titles": one.title,
            "place": one.place,
            "zone": one.zone,
            "mode": one.mode,
            "languages": one.languages,
            "position": one.position,
        },
    }
    return Record(Kind.EVENT, name, values)


def _organization(delegation: Delegation, names: Mapping[str, str]) -> Record:
    subject = body_subject(delegation)
    party, body = delegation.party, delegation.organization
    name = names.get(subject, f"organization:{body.slug}" if body else subject)
    values = {
        "organizationId": name,
        "name": (party.names.get("en") or party.code) if party else body.name if body else "",
        "acronym": (body.acronym or "") if body else "",
        "organizationTypeId": delegation.category,
        "government": party.code if party else None,
        "country": party.code if party else (body.country if body else None),
    }
    return Record(Kind.ORGANIZATION, name, values)


def _contact(one: Nomination, delegation: Delegation, organization_id: str, name: str) -> Record:
    first, last = split_name(one.name)
    extra: dict[str, Any] = {
        "language": one.language,
        "gender": one.gender,
        "lists": list(one.lists),
        "position": one.position,
    }
    if full_name(first, last) != one.name:
        extra["name"] = one.name
    values = {
        "contactId": name,
        "organizationId": organization_id,
        "organization": one.organization or "",
        "title": one.courtesy or "",
        "firstName": first,
        "lastName": last,
        "designation": one.function or "",
        "department": one.department or "",
        "phones": [one.telephone] if one.telephone else [],
        "mobiles": [],
        "faxes": [],
        "emails": [one.email] if one.email else [],
        "emailCcs": [],
        "notes": "",
        "isUseOrganizationAddress": False,
        "address": one.address or "",
        "city": "",
        "state": "",
        "postalCode": "",
        "country": delegation.party_code or one.person.country,
        "minamata": extra,
    }
    return Record(Kind.CONTACT, name, values)


def _registration(
    one: Participation, nomination: Nomination, contact: str, event: str, is_funded: bool
) -> Record:
    values = {
        "contactId": contact,
        "eventId": event,
        "status": BITS[one.state],
        "role": nomination.role,
        "priorityPassCode": one.pass_code or "",
        "createdOn": nomination.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "isFunded": is_funded,
        "tags": [REVOKED] if one.state == "revoked" else [],
        "minamata": {"mode": one.mode, "rights": one.rights},
    }
    return Record(Kind.REGISTRATION, f"{contact}/{event}", values)


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody of ours, by whom a contact may be known: in which delegation, and whether they were erased."""

    nomination_id: str
    delegation_id: str
    programme_id: int
    subject: str
    person_id: int
    is_erased: bool


def called(kind: Kind, names: Iterable[str]) -> dict[str, ExternalId]:
    """Give what we know by some of KRONOS' names."""
    wanted, found = sorted(set(names)), dict[str, ExternalId]()
    for begin in range(0, len(wanted), 500):
        rows = db.session.scalars(
            select(ExternalId).where(
                ExternalId.system == SYSTEM,
                ExternalId.kind == kind,
                ExternalId.external_id.in_(wanted[begin : begin + 500]),
            )
        )
        found |= {row.external_id: row for row in rows}
    return found


def segments_by_code() -> dict[str, Segment]:
    """Give the segments of all conferences by the code of their event."""
    rows = db.session.execute(
        select(Programme.slug, Segment)
        .join(Segment, Segment.programme_id == Programme.id)
        .options(raiseload("*"))
    )
    return {f"{slug}/{segment.slug}": segment for slug, segment in rows}


def bodies_by_name() -> dict[str, list[Organization]]:
    """Give the organizations by their names, folded."""
    found: dict[str, list[Organization]] = defaultdict(list)
    for one in db.session.scalars(select(Organization).order_by(Organization.id)):
        found[one.name.casefold()].append(one)
    return found


def state_names() -> dict[str, str]:
    """Give the English names of States by code, for a person to choose from."""
    rows = db.session.execute(select(Party.code, Party.names).order_by(Party.code))
    return {code: names.get("en", code) for code, names in rows}


def is_erased_person(person_id: int) -> bool:
    """Say whether somebody was erased."""
    return bool(db.session.scalar(select(Person.erased_at).where(Person.id == person_id)))


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was kept, with what was decided of it."""

    id: str
    name: str
    state: str
    created_at: datetime
    outcome: dict[str, Any]
    decisions: dict[str, str]


def kept_files(programme: str) -> list[FileRow]:
    """Give the files that were kept for a conference, the last first."""
    rows = db.session.scalars(
        select(ExchangeFile)
        .where(ExchangeFile.programme == programme)
        .order_by(ExchangeFile.created_at.desc(), ExchangeFile.id)
        .options(defer(ExchangeFile.raw))
        .limit(50)
    )
    return [FileRow(one.id, one.name, one.state, one.created_at, one.outcome, one.decisions) for one in rows]


def raw_of(programme: str, file_id: str) -> bytes:
    """Give a file as it came.

    Raises: NotFound.
    """
    raw = db.session.scalar(
        select(ExchangeFile.raw).where(ExchangeFile.id == file_id, ExchangeFile.programme == programme)
    )
    if raw is None:
        raise NotFound()
    return raw.encode()
