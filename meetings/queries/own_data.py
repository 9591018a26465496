"""All that is stored of one person, and of nobody else."""

from typing import Any, Final

from sqlalchemy import String, and_, cast, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload, undefer

from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.certificates import Certificate
from meetings.models.consents import Consent, PersonConsent
from meetings.models.drafts import Draft
from meetings.models.journal import Audit
from meetings.models.kept import Release, Viewer
from meetings.models.links import Link
from meetings.models.live.told import HookEvent
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, OptOut, Person, PersonMailbox
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.registrations import Place, Registration, RegistrationEvent
from meetings.models.slots import Slot
from meetings.models.subscriptions import Subscription
from meetings.models.surveys import Asked, Ballot, Survey
from meetings.queries.contacts.own_campaigns import campaigns_of
from meetings.queries.contacts.own_contacts import contact_of
from meetings.queries.contacts.own_letters import letters_of
from meetings.queries.cop.applicants import applications_of
from meetings.queries.cop.own_delegations import delegations_of
from meetings.queries.cop.own_lists import listed_of
from meetings.queries.cop.own_papers import papers
from meetings.queries.cop.own_tests import delegate_bearers, tests_of_person
from meetings.queries.cop.side_events import applications_for_side_events
from meetings.queries.journal import opened
from meetings.queries.live.own_floor import floor_of_person
from meetings.queries.live.own_questions import asked_by
from meetings.queries.live.own_run_sheets import run_sheets_of
from meetings.queries.panel.own_data import panel_papers
from meetings.queries.panel.own_rows import panel_rows
from meetings.queries.platforms import ways_of_person
from meetings.queries.presence import is_counted

Facts = dict[str, Any]
SNAPSHOT: Final = ("country", "category", "organization", "function", "language", "zone")


def own_data(person_id: int) -> dict[str, Any]:
    """Give everything that is stored of a person, by what it is; instants as they are, aware and in UTC."""
    person = db.session.get_one(Person, person_id, options=[raiseload("*")])
    registrations = _registrations(person_id)
    return {
        "person": _said(person),
        "mailboxes": _mailboxes(person_id),
        "registrations": registrations,
        "consents": _consents(person_id),
        "followed": _followed(person_id),
        "attendances": _attendances(person_id),
        "told_by_platforms": _told(person_id),
        "ways_into_platforms": ways_of_person(person_id),
        "certificates": _certificates(person_id),
        **papers(person_id),
        **delegations_of(person_id),
        **tests_of_person(person_id),
        **asked_by(person_id),
        **floor_of_person(person_id),
        **panel_rows(person_id),
        **panel_papers(person_id),
        **run_sheets_of(person_id),
        **letters_of(person_id),
        "releases": _releases(person_id),
        "recordings_and_documents": _kept_for(person_id),
        "lists_of_participants": listed_of(person_id),
        "surveys": _surveys(person_id),
        **contact_of(person_id),
        "applications": applications_of(person_id),
        "side_events": applications_for_side_events(person_id),
        "campaigns": campaigns_of(person_id),
        "messages": _messages(person_id),
        "stopped": _stopped(person_id),
        "links": _links(person_id, [one["id"] for one in registrations]),
        "acts_of_staff": _acts(person, [one["id"] for one in registrations]),
        "drafts_of_staff": _drafts(person),
    }


def _said(person: Person) -> Facts:
    names = (
        "name",
        "country",
        "organization",
        "category",
        "gender",
        "language",
        "zone",
        "origin",
        "created_at",
    )
    return {name: getattr(person, name) for name in names}


def _stopped(person_id: int) -> list[Facts]:
    mine = select(OptOut).where(OptOut.person_id == person_id).order_by(OptOut.scope)
    return [{"scope": one.scope, "at": one.at} for one in db.session.scalars(mine)]


def _mailboxes(person_id: int) -> list[Facts]:
    rows = db.session.scalars(
        select(Mailbox)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(PersonMailbox.person_id == person_id)
        .order_by(Mailbox.id)
    )
    return [{"address": one.address, "failed_at": one.failed_at} for one in rows]


def _registrations(person_id: int) -> list[Facts]:
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.person_id == person_id)
        .order_by(Registration.created_at, Registration.id)
        .options(
            joinedload(Registration.session).joinedload(Session.programme),
            selectinload(Registration.places).joinedload(Place.slot),
            raiseload("*"),
        )
    ).all()
    ids = [one.id for one in rows]
    events: dict[str, list[Facts]] = {one: [] for one in ids}
    for event in db.session.scalars(
        select(RegistrationEvent)
        .where(RegistrationEvent.registration_id.in_(ids))
        .order_by(RegistrationEvent.id)
    ):
        events[event.registration_id].append({"kind": event.kind, "at": event.at, "detail": event.detail})
    consents: dict[str, list[Facts]] = {one: [] for one in ids}
    for consent in db.session.scalars(
        select(Consent).where(Consent.registration_id.in_(ids)).order_by(Consent.kind)
    ):
        facts = {
            "kind": consent.kind,
            "text_version": consent.text_version,
            "language": consent.language,
            "at": consent.at,
        }
        consents[consent.registration_id].append(facts)
    return [_registration(one, events[one.id], consents[one.id]) for one in rows]


def _registration(row: Registration, events: list[Facts], consents: list[Facts]) -> Facts:
    return {
        "id": row.id,
        "programme": row.session.programme.slug,
        "session": row.session.slug,
        "title": row.session.title,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "source": row.source,
        **{name: getattr(row, name) for name in SNAPSHOT},
        "places": [
            {"part": one.part, "starts_at": one.slot.starts_at, "state": one.state, "position": one.position}
            for one in row.places
        ],
        "consents": consents,
        "events": events,
    }


def _consents(person_id: int) -> list[Facts]:
    """Give what somebody agreed to, or withdrew, for themselves."""
    rows = db.session.scalars(
        select(PersonConsent).where(PersonConsent.person_id == person_id).order_by(PersonConsent.id)
    )
    names = ("kind", "text_version", "language", "at", "withdrawn_at")
    return [{name: getattr(one, name) for name in names} for one in rows]


def _followed(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Subscription, Programme.slug, Programme.title, Stream.slug, Stream.title)
        .join(Programme, Programme.id == Subscription.programme_id)
        .outerjoin(Stream, Stream.id == Subscription.stream_id)
        .where(Subscription.person_id == person_id)
        .order_by(Subscription.id)
    )
    return [
        {
            "programme": programme,
            "stream": stream,
            "title": stream_title or title,
            "held_twice": row.held_twice,
            "consents": [{"kind": kind, "text_version": words} for kind, words in row.consents.items()],
            "created_at": row.created_at,
            "ended_at": row.ended_at,
        }
        for row, programme, title, stream, stream_title in rows
    ]


def _attendances(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Attendance, Session.slug, Session.title)
        .join(Slot, Slot.id == Attendance.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(Attendance.person_id == person_id, is_counted())
        .order_by(Attendance.joined_at, Attendance.id)
        .options(raiseload("*"))
    )
    return [
        {
            "session": slug,
            "title": title,
            "joined_at": row.joined_at,
            "left_at": row.left_at,
            "source": row.source,
            "matched": row.matched,
            "role": row.role,
            **{name: getattr(row, name) for name in ("name", "address", *SNAPSHOT[:-1])},
        }
        for row, slug, title in rows
    ]


def _told(person_id: int) -> list[Facts]:
    """Give what platforms told of somebody's devices, when they came and went."""
    theirs = and_(
        Attendance.slot_id == HookEvent.slot_id,
        Attendance.source == HookEvent.platform,
        Attendance.connection == HookEvent.connection,
        Attendance.person_id == person_id,
    )
    names = ("platform", "event", "kind", "at", "name", "address")
    rows = db.session.execute(
        select(*(getattr(HookEvent, name) for name in names))
        .where(select(Attendance.id).where(theirs).correlate(HookEvent).exists())
        .order_by(HookEvent.at, HookEvent.id)
    )
    return [dict(row) for row in rows.mappings()]


def _certificates(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Certificate, Session.slug, Session.title)
        .join(Session, Session.id == Certificate.session_id)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.id)
    )
    names = (
        "code",
        "kind",
        "name",
        "language",
        "percent",
        "seconds",
        "minutes",
        "issued_at",
        "ended_at",
        "why",
    )
    return [
        {"session": slug, "title": title, **{name: getattr(row, name) for name in names}}
        for row, slug, title in rows
    ]


def _releases(person_id: int) -> list[Facts]:
    """Give what somebody said of being recorded, with the mail they said it by."""
    rows = db.session.execute(
        select(Release, Session.slug, Session.title, Slot.starts_at)
        .join(Slot, Slot.id == Release.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Release.person_id == person_id)
        .order_by(Release.id)
        .options(undefer(Release.mail))
    )
    return [
        {
            "session": slug,
            "title": title,
            "starts_at": starts_at,
            "state": row.state,
            "parts": row.parts,
            "asked_at": row.asked_at,
            "answered_at": row.answered_at,
            "mail": row.mail.decode("utf-8", "replace") if row.mail else None,
        }
        for row, slug, title, starts_at in rows
    ]


def _kept_for(person_id: int) -> list[str]:
    """Name the recordings and documents that are for somebody by name."""
    return list(
        db.session.scalars(
            select(Viewer.subject).where(Viewer.person_id == person_id).order_by(Viewer.subject)
        )
    )


def _surveys(person_id: int) -> list[Facts]:
    """Name the surveys somebody was asked in, and say whether they answered; what they answered nobody can find."""
    rows = db.session.execute(
        select(Survey.id, Survey.title, Programme.slug, Session.slug, Ballot.person_id.is_not(None))
        .join(Asked, Asked.survey_id == Survey.id)
        .join(Programme, Programme.id == Survey.programme_id)
        .outerjoin(Session, Session.id == Survey.session_id)
        .outerjoin(Ballot, and_(Ballot.survey_id == Survey.id, Ballot.person_id == Asked.person_id))
        .where(Asked.person_id == person_id)
        .order_by(Programme.slug, Session.slug, Survey.id)
    )
    return [
        {"programme": programme, "session": session, "title": title, "answered": bool(answered)}
        for _id, title, programme, session, answered in rows
    ]


def _messages(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(
            Message.id,
            Message.subject,
            Message.language,
            Message.state,
            Message.created_at,
            Message.sent_at,
            Mailbox.address,
        )
        .join(Mailbox, Mailbox.id == Message.mailbox_id)
        .where(Message.person_id == person_id)
        .order_by(Message.created_at, Message.id)
    ).all()
    kinds: dict[str | None, list[str]] = {}
    notices = db.session.execute(
        select(Notice.message_id, Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)
    )
    for message_id, kind in notices:
        kinds.setdefault(message_id, []).append(kind)
    return [
        {
            "kinds": list(dict.fromkeys(kinds.get(row.id, []))),
            "subject": row.subject,
            "language": row.language,
            "address": row.address,
            "state": row.state,
            "created_at": row.created_at,
            "sent_at": row.sent_at,
        }
        for row in rows
    ]


def _links(person_id: int, registrations: list[str]) -> list[Facts]:
    bearers = [f"person:{person_id}", *(f"registration:{one}" for one in registrations)]
    own = or_(
        Link.bearer.in_(bearers),
        Link.bearer.startswith(f"person:{person_id}:"),
        Link.bearer.startswith(f"season:{person_id}:"),
        Link.bearer.in_(delegate_bearers(person_id)),
    )
    rows = db.session.scalars(select(Link).where(own).order_by(Link.created_at, Link.id))
    return [
        {
            "purpose": one.purpose,
            "created_at": one.created_at,
            "renewed": one.generation - 1,
            "withdrawn_at": one.withdrawn_at,
        }
        for one in rows
    ]


def _acts(person: Person, registrations: list[str]) -> list[Facts]:
    """Give what staff did to a person and their registrations; who did it is theirs and stays out."""
    mailboxes = select("mailbox:" + cast(PersonMailbox.mailbox_id, String)).where(
        PersonMailbox.person_id == person.id
    )
    subjects = [
        f"person:{person.id}",
        f"person:{person.public_id}",
        *(f"registration:{one}" for one in registrations),
    ]
    rows = db.session.scalars(
        select(Audit).where(or_(Audit.subject.in_(subjects), Audit.subject.in_(mailboxes))).order_by(Audit.id)
    )
    return [{"act": one.act, "at": one.at, "before": one.before, "after": one.after} for one in opened(rows)]


def _drafts(person: Person) -> list[Facts]:
    """Give what staff typed on somebody's page and did not save; who typed it is theirs and stays out."""
    rows = db.session.scalars(
        select(Draft)
        .where(Draft.address.contains(f"/person/{person.public_id}", autoescape=True))
        .order_by(Draft.id)
    )
    return [{"typed": one.values, "at": one.updated_at} for one in rows]
