"""What the desk does for a caller in one act: the code read out, new links, a colleague beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import PlaceState
from meetings.domain.registrations import address_key, name_key
from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.links import Link
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.services.audit import note
from meetings.services.correcting import coming_of, hold_person
from meetings.services.links import JOIN, ME, give_link, link_code, renew_link, withdraw_links
from meetings.services.people import PersonGiven, check_person
from meetings.services.registrations import RegistrationRequest, register
from meetings.services.resending import Sender, message_about

SOURCE: Final = "desk"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts at the desk, when, and with which keys; `host` is the domain of Message-IDs."""

    now: datetime
    actor: str
    keys: Keys
    host: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A colleague who was registered: of how many sessions, of how many not, and the code to read out."""

    public_id: str
    name: str
    sessions: int
    refused: int
    code: str


def read_out(person_id: int, registration_id: str, by: Caller) -> str:
    """Give the code to dictate of a registration, and note that it was read out.

    The one code for all of a programme is given first, where there is one; a link that was withdrawn is made anew.
    Raises: NotFound, MergedAway.
    """
    with transaction():
        hold_person(person_id)
        registration = db.session.get(Registration, registration_id)
        if registration is None or registration.person_id != person_id:
            raise errors.NotFound()
        code = _code(registration, by)
        _note("person.code", person_id, {"registration": registration_id}, by)
        return code


def renew(person_id: int, by: Caller) -> str:
    """Give a person new links, so that the old ones are dead, and make the one mail due that brings them.

    Gives: the new code. Without a mailbox nothing is mailed. Links of somebody who was merged into them die too.
    Raises: NotFound, MergedAway; NothingToRead, without a registration that is coming.
    """
    with transaction():
        hold_person(person_id)
        coming = _coming(person_id, by.now)
        for bearer in _bearers(person_id):
            renew_link(JOIN, bearer, by.now, by.keys)
        renew_link(ME, f"person:{person_id}", by.now, by.keys)
        for gone in db.session.scalars(select(Person.id).where(Person.merged_into_id == person_id)):
            withdraw_links(f"person:{gone}", by.now)
            for bearer in _season_bearers(gone):
                withdraw_links(bearer, by.now)
        mailbox_id = _usual_mailbox(person_id)
        if mailbox_id is not None:
            sender = Sender(by.now, by.actor, by.host)
            message_about(coming, mailbox_id, coming[0].language, sender)
        _note("person.renew", person_id, {"registrations": len(coming)}, by)
        return _code(coming[0], by)


def add_colleague(person_id: int, name: str, address: str, by: Caller) -> Joined:
    """Register somebody beside a person for all that is coming to them, from the same organization and country.

    Asked twice, it is done once. A session that takes no registrations any more is left out.
    Takes: an address, or nothing for the person's own.
    Raises: Refused with the field; NothingToRead; SameName, for the person themselves.
    """
    given, wishes = _beside(person_id, name, address, by.now)
    done, refused = [], 0
    for programme, session, slots in wishes:
        wish = RegistrationRequest(programme, session, given, slots, source=SOURCE)
        try:
            done.append(register(wish, by.now, by.keys))
        except (errors.SessionNotOpen, errors.SlotCancelled, errors.SlotPast):
            refused += 1
    if not done:
        raise errors.SessionNotOpen()
    with transaction():
        added = db.session.get_one(Person, done[0].person_id)
        after = {"beside": f"person:{person_id}", "sessions": len(done)}
        _note("person.colleague", added.id, after, by)
        return Joined(added.public_id, added.name, len(done), refused, done[0].code)


def _beside(
    person_id: int, name: str, address: str, now: datetime
) -> tuple[PersonGiven, list[tuple[str, str, tuple[str, ...]]]]:
    """Give the colleague as a form would, and what they are registered for: programme, session and slots."""
    with transaction():
        person = hold_person(person_id)
        at = address.strip() or _own_address(person_id)
        given = PersonGiven(
            name=name,
            email=at,
            country=person.country or "",
            organization=person.organization or "",
            category=person.category or "",
            language=person.language,
            zone=person.zone or "",
        )
        check_person(given)
        if (address_key(at), name_key(name)) in _known_as(person_id):
            raise errors.SameName(field="name", other=person.public_id)
        return given, _wishes(_coming(person_id, now))


def _wishes(coming: Sequence[Registration]) -> list[tuple[str, str, tuple[str, ...]]]:
    rows = db.session.execute(
        select(Registration.id, Programme.slug, Session.slug, Place.slot_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .join(Place, Place.registration_id == Registration.id)
        .where(Registration.id.in_([one.id for one in coming]), Place.state != PlaceState.CANCELLED)
    ).all()
    found = []
    for one in coming:
        about = [row for row in rows if row[0] == one.id]
        found += [(about[0][1], about[0][2], tuple(row[3] for row in about))] if about else []
    return found


def _coming(person_id: int, now: datetime) -> list[Registration]:
    """Give the registrations that stand and are not over, the next one first.

    Raises: NothingToRead.
    """
    ids = list(coming_of(person_id, now))
    if not ids:
        raise errors.NothingToRead()
    rows = db.session.scalars(select(Registration).where(Registration.id.in_(ids))).all()
    return sorted(rows, key=lambda row: ids.index(row.id))


def _code(registration: Registration, by: Caller) -> str:
    programme_id = db.session.scalar(
        select(Session.programme_id).where(Session.id == registration.session_id)
    )
    season = f"season:{registration.person_id}:{programme_id}"
    has_season = select(Link.id).where(
        Link.purpose == JOIN, Link.bearer == season, Link.withdrawn_at.is_(None)
    )
    bearer = season if db.session.scalar(has_season) else f"registration:{registration.id}"
    link = give_link(JOIN, bearer, by.now, by.keys)
    if link.withdrawn_at is not None:
        link = renew_link(JOIN, bearer, by.now, by.keys)
    return link_code(link, by.keys)


def _bearers(person_id: int) -> list[str]:
    """Name those whose links to join a person holds: each registration that stands, and each whole programme."""
    ids = db.session.scalars(
        select(Registration.id).where(Registration.person_id == person_id, Registration.ended_at.is_(None))
    )
    wanted = [f"registration:{name}" for name in ids]
    return sorted([*wanted, *_season_bearers(person_id)])


def _season_bearers(person_id: int) -> list[str]:
    seasons = Link.bearer.startswith(f"season:{person_id}:", autoescape=True)
    return list(db.session.scalars(select(Link.bearer).where(Link.purpose == JOIN, seasons)))


def _usual_mailbox(person_id: int) -> int | None:
    """Give the mailbox a person is written to: one that takes mail before one that does not."""
    return db.session.scalar(
        select(Mailbox.id)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(PersonMailbox.person_id == person_id)
        .order_by(Mailbox.failed_at.is_not(None), Mailbox.id)
        .limit(1)
    )


def _own_address(person_id: int) -> str:
    """Give the address a person is written to.

    Raises: Missing, with field `email`, for somebody without one.
    """
    mailbox_id = _usual_mailbox(person_id)
    if mailbox_id is None:
        raise errors.Missing(field="email")
    return db.session.get_one(Mailbox, mailbox_id).address


def _known_as(person_id: int) -> set[tuple[str, str]]:
    rows = db.session.execute(
        select(Mailbox.address_key, PersonMailbox.name_key)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id == person_id)
    )
    return {(row[0], row[1]) for row in rows}


def _note(act: str, person_id: int, after: dict[str, Any], by: Caller) -> None:
    note(by.now, by.actor, act, f"person:{person_id}", after=after, person_id=person_id)
