"""Which contacts of a KRONOS file are who here, and how far their registrations have come: decided, then stored."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.delegations import check_nominee
from meetings.domain.cop.kronos import (
    FIELDS,
    Kind,
    Outcome,
    Record,
    Said,
    Taken,
    bits_of,
    differing,
    doubled,
    facts_of,
    is_revoked,
    name_of,
    role_of,
    steps_to,
    target_of,
)
from meetings.domain.errors import Refused
from meetings.domain.registrations import address_key, name_key
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Funding, Nomination, Participation
from meetings.models.cop.kronos import ExternalId
from meetings.models.people import Person
from meetings.queries.cop.kronos import body_subject, called
from meetings.services.cop import kronos_acts as acts
from meetings.services.cop.kronos_bodies import Desk, Whose, take_events, take_organizations
from meetings.services.erasing import is_erased

OURS: Final = "ours"
THEIRS: Final = "theirs"


@dataclass
class People:
    """Those who are nominated to the conferences of a file, by the ways in which a contact may be known."""

    rows: dict[str, Nomination]
    subjects: dict[tuple[int, str], Nomination]
    mailboxes: dict[tuple[int, str, str, str], Nomination]


def _people(programme_ids: set[int]) -> People:
    wanted = (
        select(Nomination, Delegation)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .where(Delegation.programme_id.in_(programme_ids))
        .options(selectinload(Nomination.participations), joinedload(Nomination.person))
        .order_by(Nomination.id)
    )
    made = People({}, {}, {})
    for row, delegation in db.session.execute(wanted):
        body = body_subject(delegation)
        made.rows[row.id] = row
        made.subjects[delegation.programme_id, f"person:{row.person_id}@{body}"] = row
        key = (delegation.programme_id, body, name_key(row.name), address_key(row.email or ""))
        made.mailboxes[key] = row
    return made


@dataclass(frozen=True, slots=True)
class Sent:
    """A registration that can be taken: to which segment of which conference, and as what."""

    record: Record
    programme: str
    segment: Segment
    target: P
    role: str


def take(desk: Desk, keys: Keys) -> Taken:
    """Take all records in, or say what would become of them."""
    take_events(desk)
    take_organizations(desk)
    known = called(Kind.CONTACT, (one.id for one in desk.exchange.contacts))
    people = _people({segment.programme_id for _code, segment in desk.segments.values()})
    organization = {one.id: one.text("organizationId") for one in desk.exchange.contacts}
    sent: dict[str, list[Sent]] = defaultdict(list)
    for one in desk.exchange.registrations:
        whose = desk.bodies.get(organization.get(str(one.values.get("contactId", "")).strip(), ""))
        made = _sent(desk, one, whose)
        if made is not None:
            sent[str(one.values["contactId"]).strip()].append(made)
    for name, records in doubled(desk.exchange.contacts).items():
        _contact(desk, name, records, sent.get(name, []), known, people, keys)
    return Taken(tuple(desk.said))


def _sent(desk: Desk, one: Record, whose: Whose | None) -> Sent | None:
    """Read a registration; what cannot be taken is refused with why."""
    where, bits = (
        desk.segments.get(str(one.values.get("eventId", "")).strip()),
        bits_of(one.values.get("status")),
    )
    target = target_of(bits) if bits is not None else None
    role = role_of(one.text("role"), is_state=bool(whose and whose.party))
    why = "no_event" if where is None else "no_organization" if whose is None else ""
    is_too_soon = target is P.NOMINATED and is_revoked(one)  # nobody has accredited them yet
    why = why or ("no_status" if target is None or is_too_soon else "unknown_role" if role is None else "")
    if not why and is_revoked(one) and whose is not None and whose.party:
        why = "observers_only"
    if where is None or target is None or role is None or why:
        desk.say(Said(Kind.REGISTRATION, one.id, Outcome.REFUSED, one.id, why))
        return None
    return Sent(one, where[0].partition("/")[0], where[1], target, role)


def _contact(
    desk: Desk,
    name: str,
    records: list[Record],
    sent: list[Sent],
    known: Mapping[str, ExternalId],
    people: People,
    keys: Keys,
) -> None:
    """Take one contact with its registrations, in each conference it is registered for."""
    record = _one_of(desk, name, records, known)
    if record is None:
        _refuse_all(desk, sent, "contact")
        return
    whose, shown = desk.bodies.get(record.text("organizationId")), name_of(record)
    why = (
        "no_organization" if whose is None else "no_name" if not shown else "" if sent else "no_registration"
    )
    if whose is None or why:
        desk.say(Said(Kind.CONTACT, name, Outcome.REFUSED, shown or name, why))
        _refuse_all(desk, sent, "contact")
        return
    by_programme: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        by_programme[one.programme].append(one)
    for programme, theirs in by_programme.items():
        row = _held(record, whose, theirs[0].segment.programme_id, known, people)
        if _is_gone(record, row, known, programme, keys):
            desk.say(Said(Kind.CONTACT, name, Outcome.ERASED, name))
            _refuse_all(desk, theirs, "erased")
        elif row is None:
            _new(desk, record, programme, whose, theirs)
        else:
            _known(desk, record, row, whose, theirs, known.get(name))


def _one_of(desk: Desk, name: str, records: list[Record], known: Mapping[str, ExternalId]) -> Record | None:
    """Give the record of a contact; of two under one id, the one a person chose, now or before."""
    if len(records) == 1:
        return records[0]
    settled = known[name].settled if name in known else None
    decided = desk.decided(Kind.CONTACT, name)
    by_number = {str(number): one for number, one in enumerate(records, 1)}
    chosen = by_number.get(decided) or next((one for one in records if one.digest == settled), None)
    if chosen is None:
        fields = tuple(
            (str(number), name_of(one), one.first("emails")) for number, one in enumerate(records, 1)
        )
        choices = tuple(by_number)
        desk.say(Said(Kind.CONTACT, name, Outcome.CONFLICT, name, "doubled", fields, choices))
    return chosen


def _refuse_all(desk: Desk, sent: list[Sent], why: str) -> None:
    for one in sent:
        outcome = Outcome.ERASED if why == "erased" else Outcome.REFUSED
        desk.say(Said(Kind.REGISTRATION, one.record.id, outcome, one.record.id, why))


def _held(
    record: Record, whose: Whose, programme_id: int, known: Mapping[str, ExternalId], people: People
) -> Nomination | None:
    """Find somebody by what KRONOS calls them, by our own id, else as the same name at the same mailbox."""
    if record.id in known:
        found = people.subjects.get((programme_id, known[record.id].subject))
        if found is not None:
            return found
    if record.id in people.rows:
        return people.rows[record.id]
    facts = facts_of(record)
    key = (programme_id, whose.subject, name_key(facts["name"]), address_key(facts["email"]))
    return people.mailboxes.get(key)


def _is_gone(
    record: Record, row: Nomination | None, known: Mapping[str, ExternalId], programme: str, keys: Keys
) -> bool:
    """Say whether a contact is somebody who was erased; nobody comes back by an old file."""
    if row is not None:
        return row.person.erased_at is not None
    one = known.get(record.id)
    if one is not None and one.person_id is not None:
        erased = db.session.scalar(select(Person.erased_at).where(Person.id == one.person_id))
        if erased is not None:
            return True
    facts = facts_of(record)
    at = {"address_key": address_key(facts["email"])} if facts["email"] else {}
    return is_erased(name_key(facts["name"]), keys, scope=f"programme:{programme}", **at) is not None


def _new(desk: Desk, record: Record, programme: str, whose: Whose, sent: list[Sent]) -> None:
    """Nominate somebody, and move them as far as their registrations say."""
    wishes = tuple(acts.wish_for(one.record, one.segment) for one in sent)
    given = acts.nominee_of(record, sent[0].role, wishes)
    name = name_of(record)
    try:
        category = "government" if whose.party else "other"
        check_nominee(given, category, {one.segment.id: one.segment for one in sent})
        if desk.commit:
            with db.session.begin_nested():
                _store_new(desk, record, given, programme, whose, sent)
    except Refused as refusal:
        why = f"{refusal.code}:{refusal.field}" if refusal.field else refusal.code
        desk.say(Said(Kind.CONTACT, record.id, Outcome.REFUSED, name, why))
        _refuse_all(desk, sent, "contact")
        return
    desk.say(Said(Kind.CONTACT, record.id, Outcome.NEW, name))
    for one in sent:
        desk.say(Said(Kind.REGISTRATION, one.record.id, Outcome.NEW, name))


def _store_new(
    desk: Desk, record: Record, given: Any, programme: str, whose: Whose, sent: list[Sent]
) -> None:
    country = desk.country(record.text("country")) if record.text("country") else None
    created = acts.instant_of(sent[0].record.values.get("createdOn"))
    row = acts.add_contact(
        record,
        given,
        programme,
        whose.wanted,
        desk.now,
        desk.actor,
        created_on=created,
        country=country if isinstance(country, str) else None,
    )
    _remember_contact(desk, record, row, whose)
    db.session.refresh(row)
    for one in sent:
        part = next(each for each in row.participations if each.segment_id == one.segment.id)
        _store_registration(desk, one, part, row, whose, steps_to(part.state, one.target) or ())


def _remember_contact(desk: Desk, record: Record, row: Nomination, whose: Whose) -> None:
    subject = f"person:{row.person_id}@{whose.subject}"
    acts.remember(Kind.CONTACT, record.id, subject, desk.now, settled=record.digest, person=row.person_id)


def _known(
    desk: Desk, record: Record, row: Nomination, whose: Whose, sent: list[Sent], known: ExternalId | None
) -> None:
    """Take what a contact says of somebody who is there: what fills a gap at once, what differs by decision."""
    ours = {name: getattr(row, name) or "" for name in FIELDS}
    filled, other = differing(ours, facts_of(record))
    decided = desk.decided(Kind.CONTACT, record.id)
    is_settled = known is not None and known.settled == record.digest
    if other and decided not in (OURS, THEIRS) and not is_settled:
        fields = tuple(other)
        desk.say(Said(Kind.CONTACT, record.id, Outcome.CONFLICT, row.name, "contact", fields, (OURS, THEIRS)))
        taken: list[tuple[str, str, str]] = []
    else:
        taken = [] if is_settled else filled + (other if decided == THEIRS else [])
        outcome = Outcome.CHANGED if taken else Outcome.SAME
        desk.say(Said(Kind.CONTACT, record.id, outcome, row.name, "", tuple(taken)))
    there = {one.segment_id for one in row.participations}
    more = [one for one in sent if one.segment.id not in there]
    if desk.commit and (taken or more):
        wishes = tuple(acts.wish_for(one.record, one.segment) for one in more)
        try:
            with db.session.begin_nested():
                facts = {name: said for name, _mine, said in taken}
                row = acts.change_contact(row.id, facts, wishes, desk.now, desk.actor)
        except Refused as refusal:
            last = desk.said.pop()
            desk.say(replace(last, outcome=Outcome.REFUSED, why=refusal.code))
    if desk.commit and (taken or decided in (OURS, THEIRS)) and not (other and not decided):
        _remember_contact(desk, record, row, whose)
    for one in sent:
        _registration(desk, one, row, whose, is_new=one in more)


def _registration(desk: Desk, one: Sent, row: Nomination, whose: Whose, *, is_new: bool) -> None:
    """Move somebody forward to where a registration says; what lies behind, or says otherwise, is a person's."""
    part = next((each for each in row.participations if each.segment_id == one.segment.id), None)
    if is_new or part is None:
        if desk.commit and part is not None:
            _store_registration(desk, one, part, row, whose, steps_to(part.state, one.target) or ())
        desk.say(Said(Kind.REGISTRATION, one.record.id, Outcome.NEW, row.name))
        return
    steps = steps_to(part.state, one.target)
    is_back = steps is None and part.state != P.REVOKED
    revokes = is_revoked(one.record) and part.state != P.REVOKED and not is_back
    code = one.record.text("priorityPassCode")
    fields: list[tuple[str, str, str]] = []
    if is_back or (part.state == P.REVOKED and not is_revoked(one.record)):
        fields.append(("state", part.state, str(one.target)))
    if code and part.pass_code and code != part.pass_code:
        fields.append(("priorityPassCode", part.pass_code, code))
    settled = called(Kind.REGISTRATION, [one.record.id]).get(one.record.id) if fields else None
    decided = desk.decided(Kind.REGISTRATION, one.record.id)
    if fields and decided != OURS and not (settled and settled.settled == one.record.digest):
        said = Said(
            Kind.REGISTRATION, one.record.id, Outcome.CONFLICT, row.name, "behind", tuple(fields), (OURS,)
        )
        desk.say(said)
        return
    if fields and desk.commit and decided == OURS:
        subject = f"participation:{part.id}"
        acts.remember(
            Kind.REGISTRATION,
            one.record.id,
            subject,
            desk.now,
            settled=one.record.digest,
            person=row.person_id,
        )
    fills = bool(code) and not part.pass_code
    funds = one.record.values.get("isFunded") is True and not _is_funded(part)
    moves = bool(steps) or revokes
    if desk.commit and (moves or fills or funds):
        _store_registration(desk, one, part, row, whose, steps or ())
    outcome = Outcome.CHANGED if moves or fills or funds else Outcome.SAME
    desk.say(Said(Kind.REGISTRATION, one.record.id, outcome, row.name))


def _store_registration(
    desk: Desk, one: Sent, part: Participation, row: Nomination, whose: Whose, steps: tuple[P, ...]
) -> None:
    observer = not whose.party
    acts.go_on(part, steps, one.record, row.person_id, desk.now, desk.actor, is_observer=observer)
    code = one.record.text("priorityPassCode")
    if code and not part.pass_code:
        part.pass_code, part.updated_at = code[:60], desk.now
    if one.record.values.get("isFunded") is True and not _is_funded(part):
        acts.grant(part.id, desk.now, desk.actor)
    db.session.flush()


def _is_funded(part: Participation) -> bool:
    return db.session.scalar(select(Funding.state).where(Funding.participation_id == part.id)) is not None
