"""Erasing a person: name, mailbox and links go, the figures stay, and no restore or import brings anybody back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update

from meetings.domain import errors
from meetings.domain.codes import ACTIVE_PLACES, MessageState, PlaceState
from meetings.domain.ports import ErasureLog
from meetings.domain.tokens import Keys
from meetings.extensions import db, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.erasures import Erasure
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Slot
from meetings.models.subscriptions import Subscription
from meetings.services.registrations import hold_registrations, tell_risen
from meetings.services.seats import add_event, give_back, raise_sequence
from meetings.services.survey_traces import hold_surveys
from meetings.services.traces import Traces, empty_mailboxes, keep_for_figures, remove_traces

ARCHIVE: Final = "archive"
WAITING: Final = (MessageState.DUE, MessageState.RETRY, MessageState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Erased:
    """Somebody who was erased, as a file names them: the `key` they are known by, and their number where one stands."""

    key: str
    person_id: int | None


def erase(person_id: int, now: datetime, actor: str, *, keys: Keys, log: ErasureLog) -> bool:
    """Erase a person, and whoever was merged into them; somebody who was erased before is nothing to do.

    What they were registered for and lies ahead is cancelled and its seats passed on, without telling them. What is
    past stays with its country, category, function and language, so that every figure is as it was. The log has it
    before the store, because what it names once too often is erased twice, and what it misses would come back.

    Gives: whether there was anything to erase.
    Raises: NotFound.
    """
    with transaction():
        people = [*_merged_into(person_id), person_id]
        hold_surveys(people)
        lines = [line for one in people if (line := _erase(one, now, actor, keys)) is not None]
        if lines:
            log.append(lines)
        return bool(lines)


def replay(lines: Iterable[Mapping[str, Any]], keys: Keys) -> int:
    """Erase anew, as of then, whom the log says were erased, in a store that was put back; give how many it still knew.

    Somebody is known by the random name they had, never by a number alone.
    """
    number = 0
    for at, line in sorted(((_moment(line), line) for line in lines), key=lambda pair: pair[0]):
        with transaction():
            person = _person_of(line, keys)
            if person is not None:
                hold_surveys([person.id])
                number += _erase(person.id, at, "erasures", keys) is not None
            _keep_keys(line, at)
    return number


def noted() -> list[dict[str, Any]]:
    """Give the erasures that the store knows, as lines of the log."""
    lines: dict[tuple[int, datetime], list[str]] = {}
    rows = db.session.execute(
        select(Erasure.person_id, Erasure.at, Erasure.key).order_by(Erasure.at, Erasure.key)
    )
    for person_id, at, key in rows:
        lines.setdefault((person_id or 0, at), []).append(key)
    return [_line(person_id, None, at, found) for (person_id, at), found in lines.items()]


def is_erased(name_key: str, keys: Keys, *, address_key: str = "", scope: str = "") -> Erased | None:
    """Say whether a file names somebody who was erased: by name and address, or by name within a scope.

    Ask it after looking for somebody who is there, because who registers again is somebody new.

    Takes: `scope`, `archive` or `programme:slug`.
    """
    wanted = keys_of(name_key, keys, address_key=address_key, scopes=(scope,) if scope else ())
    found = known_again(wanted)
    return next((found[one] for one in wanted if one in found), None)


def keys_of(
    name_key: str, keys: Keys, *, address_key: str = "", scopes: Iterable[str] = ()
) -> tuple[str, ...]:
    """Give the keyed hashes by which a name is known again, the surest first."""
    at_mailbox = [keys.erasure_key("mailbox", name_key, address_key)] if address_key else []
    return (*at_mailbox, *(keys.erasure_key(scope, name_key) for scope in scopes))


def known_again(wanted: Iterable[str]) -> dict[str, Erased]:
    """Give those of the keyed hashes that are of somebody who was erased."""
    rows = db.session.execute(
        select(Erasure.key, Erasure.person_id).where(Erasure.key.in_(list(wanted))).order_by(Erasure.at)
    )
    return {key: Erased(key, person_id) for key, person_id in rows}


def nameless(erased: Erased, now: datetime) -> int:
    """Give the number of whoever was erased, a new one where the store has none; call it within a transaction."""
    if erased.person_id is not None:
        return erased.person_id
    person = Person(name="", name_key="", origin=ARCHIVE, erased_at=now, created_at=now, updated_at=now)
    db.session.add(person)
    db.session.flush()
    db.session.execute(update(Erasure).where(Erasure.key == erased.key).values(person_id=person.id))
    return person.id


def _erase(person_id: int, now: datetime, actor: str, keys: Keys) -> dict[str, Any] | None:
    """Erase a person who is held; give the line for the log, or nothing where it was done before.

    All is held first, in the order in which others hold it: surveys, mails, what they follow, mailboxes, the person,
    seats, registrations.
    """
    _hold_mail(person_id)
    following = _hold_following(person_id)
    at = _hold_mailboxes(person_id)
    person = db.session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None:
        raise errors.NotFound()
    if person.erased_at is not None:
        return None
    traces = _traces(person, at, keys)
    line = _line(person_id, person.public_id, now, traces.keys)
    for one in following:
        one.ended_at = one.updated_at = now
        one.revision += 1
    _end_coming(person_id, now, actor)
    _withdraw_mail(person_id, now)
    keep_for_figures(person_id)
    _empty(person, now)
    empty_mailboxes(person_id, traces)
    remove_traces(traces, now)
    db.session.add_all([Erasure(key=key, person_id=person_id, at=now) for key in traces.keys])
    return line


def _merged_into(person_id: int) -> list[int]:
    """Give those who were found to be a person, and those who were found to be them, the farthest first."""
    found = db.session.scalars(
        select(Person.id).where(Person.merged_into_id == person_id).order_by(Person.id)
    )
    return [one for gone in found for one in (*_merged_into(gone), gone)]


def _hold_following(person_id: int) -> Sequence[Subscription]:
    stand = (Subscription.person_id == person_id, Subscription.ended_at.is_(None))
    wanted = select(Subscription).where(*stand).order_by(Subscription.id)
    return db.session.scalars(wanted.with_for_update(key_share=True)).all()


def _hold_mail(person_id: int) -> None:
    """Hold what waits to be sent to a person; nothing new is planned meanwhile."""
    take_turns("planning")
    messages = select(Message.id).where(Message.person_id == person_id, Message.state.in_(WAITING))
    db.session.execute(messages.order_by(Message.id).with_for_update(key_share=True)).all()


def _hold_mailboxes(person_id: int) -> list[tuple[str, Mailbox]]:
    """Hold a person's mailboxes, so that nobody new is reached there meanwhile; give them, with the folded names."""
    theirs = select(PersonMailbox.mailbox_id).where(PersonMailbox.person_id == person_id)
    held = select(Mailbox).where(Mailbox.id.in_(theirs)).order_by(Mailbox.id).with_for_update()
    by_id = {one.id: one for one in db.session.scalars(held)}
    at = select(PersonMailbox).where(PersonMailbox.person_id == person_id).with_for_update()
    return [
        (one.name_key, by_id[one.mailbox_id]) for one in db.session.scalars(at) if one.mailbox_id in by_id
    ]


def _traces(person: Person, at: list[tuple[str, Mailbox]], keys: Keys) -> Traces:
    """Gather by what a person can be known in the store, and in files that are imported later."""
    registrations = db.session.execute(
        select(Registration.id, Registration.organization).where(Registration.person_id == person.id)
    ).all()
    printed = db.session.scalars(select(Panelist.organization).where(Panelist.person_id == person.id)).all()
    names = {person.name_key, *(name for name, _mailbox in at)}
    addresses = {name for _key, mailbox in at for name in (mailbox.address, mailbox.address_key)}
    known = [keys.erasure_key("person", person.public_id)]
    known += [keys.erasure_key("mailbox", name, mailbox.address_key) for name, mailbox in at]
    known += [keys.erasure_key("mailbox", person.name_key, mailbox.address_key) for _name, mailbox in at]
    known += [keys.erasure_key("address", one.address_key) for one in _own(person.id, at)]
    scopes = (
        [ARCHIVE] if person.origin == ARCHIVE else [f"programme:{slug}" for slug in _programmes(person.id)]
    )
    known += [key for name in sorted(names) for key in keys_of(name, keys, scopes=scopes)]
    organizations = {person.organization, *(row.organization for row in registrations), *printed}
    return Traces(
        person_id=person.id,
        public_id=person.public_id,
        name=person.name,
        name_keys=frozenset(names),
        addresses=frozenset(addresses),
        organizations=frozenset(one for one in organizations if one),
        mailbox_ids=tuple(mailbox.id for _name, mailbox in at),
        registration_ids=tuple(row.id for row in registrations),
        keys=tuple(dict.fromkeys(known)),
        pseudonyms=_pseudonyms(person, scopes, keys),
    )


def _own(person_id: int, at: list[tuple[str, Mailbox]]) -> list[Mailbox]:
    """Give the mailboxes that nobody else has, by whose address alone a person is known again."""
    every = {mailbox.id: mailbox for _name, mailbox in at}
    others = (PersonMailbox.mailbox_id.in_(every), PersonMailbox.person_id != person_id)
    shared = set(db.session.scalars(select(PersonMailbox.mailbox_id).where(*others)))
    return [mailbox for number, mailbox in every.items() if number not in shared]


def _pseudonyms(person: Person, scopes: Iterable[str], keys: Keys) -> dict[str, str]:
    """Give by which hash the records of imports name a person from now on, by their subject; `` for all of them.

    None where somebody of an archive, whom the records name, has the same name.
    """
    if person.origin == ARCHIVE:
        return {"": keys.erasure_key(ARCHIVE, person.name_key)}
    is_namesake = (
        select(Person.id).where(Person.origin == ARCHIVE, Person.name_key == person.name_key).limit(1)
    )
    if db.session.scalar(is_namesake) is not None:
        return {}
    return {scope: keys.erasure_key(scope, person.name_key) for scope in scopes}


def _programmes(person_id: int) -> list[str]:
    """Name the programmes in which files may name a person: registered for, or on a panel."""
    about = select(Registration.session_id).where(Registration.person_id == person_id)
    panels = select(Panelist.session_id).where(Panelist.person_id == person_id)
    rows = db.session.scalars(
        select(Programme.slug)
        .distinct()
        .join(Session, Session.programme_id == Programme.id)
        .where(Session.id.in_(about.union(panels)))
        .order_by(Programme.slug)
    )
    return list(rows)


def _end_coming(person_id: int, now: datetime, actor: str) -> None:
    """Give back what a person holds in times that have not begun, and end registrations that hold nothing else."""
    stand = select(Registration.id).where(
        Registration.person_id == person_id, Registration.ended_at.is_(None)
    )
    freed = []
    for registration in hold_registrations(list(db.session.scalars(stand))):
        active = [place for place in registration.places if place.state in ACTIVE_PLACES]
        ahead = [place for place in active if now < db.session.get_one(Slot, place.slot_id).starts_at]
        for place in ahead:
            freed.append((place.slot_id, place.mode, place.state))
            place.state, place.position, place.offered_until = PlaceState.CANCELLED, None, None
        if ahead:
            registration.ended_at = now if ahead == active else None
            raise_sequence(registration, now)
            add_event(registration.id, "cancelled", now, actor, {})
    db.session.flush()
    for slot_id, mode, state in sorted(freed):
        tell_risen(give_back(slot_id, state, now, mode), now)


def _withdraw_mail(person_id: int, now: datetime) -> None:
    """Send nothing more to a person; what was sent keeps its kind and state."""
    waits = (Notice.person_id == person_id, Notice.withdrawn_at.is_(None))
    unsent = select(Message.id).where(Message.person_id == person_id, Message.state.in_(WAITING))
    is_due = Notice.message_id.is_(None) | Notice.message_id.in_(unsent)
    statements = (
        update(Notice).where(*waits, is_due).values(withdrawn_at=now),
        update(Message)
        .where(Message.person_id == person_id, Message.state.in_(WAITING))
        .values(state=MessageState.WITHDRAWN, lease=None, lease_until=None),
        update(Message).where(Message.person_id == person_id).values(subject=None, error=None),
    )
    for statement in statements:
        db.session.execute(statement.execution_options(synchronize_session=False))


def _empty(person: Person, now: datetime) -> None:
    """Leave of a person a number and when they were erased, under a random name that nobody knows."""
    person.public_id, person.name, person.name_key = random_id(), "", ""
    person.country = person.organization = person.category = person.gender = person.zone = None
    person.language = "en"
    person.erased_at = person.updated_at = now
    person.revision += 1
    db.session.flush()


def _line(person_id: int, public_id: str | None, at: datetime, keys: Iterable[str]) -> dict[str, Any]:
    return {"at": at.isoformat(), "person": person_id, "public_id": public_id, "keys": list(keys)}


def _person_of(line: Mapping[str, Any], keys: Keys) -> Person | None:
    """Give whom a line of the log is about, where the store still knows them."""
    if line.get("public_id"):
        return db.session.scalar(select(Person).where(Person.public_id == line["public_id"]))
    person = db.session.get(Person, line.get("person") or 0)
    is_theirs = person and keys.erasure_key("person", person.public_id) in line.get("keys", ())
    return person if is_theirs else None


def _moment(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(line["at"]))


def _keep_keys(line: Mapping[str, Any], at: datetime) -> None:
    """Know somebody again also where the store was put back to before it knew them."""
    wanted = list(line.get("keys", ()))
    there = known_again(wanted)
    person_id = next((one.person_id for one in there.values() if one.person_id), None)
    db.session.add_all([Erasure(key=key, person_id=person_id, at=at) for key in wanted if key not in there])
