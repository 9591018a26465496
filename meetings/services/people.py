"""Finding or adding the person a name at a mailbox stands for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain import registrations as rules
from meetings.extensions import db, insert_new
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox


@dataclass(frozen=True, slots=True)
class PersonGiven:
    """A person as a form or a program gives them; all as typed."""

    name: str
    email: str
    country: str = ""
    organization: str = ""
    category: str = ""
    language: str = "en"
    zone: str = ""


@dataclass(frozen=True, slots=True)
class PersonChecked:
    """A person after the rules: trimmed, with known codes, empty ones null."""

    name: str
    email: str
    country: str | None
    organization: str | None
    category: str | None
    language: str
    zone: str | None


def check_person(given: PersonGiven) -> PersonChecked:
    """Check every field of a person.

    Raises: Refused with the field, for the first that is wrong; see `person_problems` for all of them.
    """
    problems = person_problems(given)
    if problems:
        raise problems[0]
    return _checked(given)


def person_problems(given: PersonGiven) -> list[errors.Refused]:
    """Give everything that is wrong with a person, one refusal a field, in the order of the form."""
    found = []
    checks: tuple[Callable[[], object], ...] = (
        lambda: rules.check_name(given.name),
        lambda: rules.check_address(given.email),
        lambda: _check_country(given.country),
        lambda: rules.check_line(given.organization, "organization", rules.ORGANIZATION_LENGTH),
        lambda: rules.check_category(given.category),
        lambda: rules.check_language(given.language),
        lambda: rules.check_person_zone(given.zone),
    )
    for check in checks:
        try:
            check()
        except errors.Refused as refusal:
            found.append(refusal)
    return found


def find_or_add_person(
    person: PersonChecked, now: datetime, *, origin: str = "registration"
) -> tuple[Person, bool]:
    """Give the person of this name at this mailbox, added when there is none; and whether it was added.

    What is stored of a known person is not changed. Two callers at once get one person.
    """
    mailbox_id = find_or_add_mailbox(person.email, now)
    key = rules.name_key(person.name)
    known = _at_mailbox(mailbox_id, key)
    if known is not None:
        return known, False
    added = Person(
        name=person.name,
        name_key=key,
        country=person.country,
        organization=person.organization,
        category=person.category,
        language=person.language,
        zone=person.zone,
        origin=origin,
        created_at=now,
        updated_at=now,
    )
    db.session.add(added)
    db.session.flush()
    statement = insert_new(PersonMailbox).values(mailbox_id=mailbox_id, name_key=key, person_id=added.id)
    db.session.execute(statement.on_conflict_do_nothing())
    holder = _at_mailbox(mailbox_id, key)
    assert holder is not None
    if holder.id != added.id:
        db.session.delete(added)
        db.session.flush()
        return holder, False
    return added, True


def find_or_add_mailbox(address: str, now: datetime) -> int:
    """Give the id of a mailbox, added as typed when there is none."""
    key = rules.address_key(address)
    question = select(Mailbox.id).where(Mailbox.address_key == key)
    found = db.session.scalar(question)
    if found is not None:
        return found
    statement = insert_new(Mailbox).values(address=address.strip(), address_key=key, created_at=now)
    db.session.execute(statement.on_conflict_do_nothing())
    return db.session.scalars(question).one()


def _at_mailbox(mailbox_id: int, key: str) -> Person | None:
    return db.session.scalar(
        select(Person)
        .join(PersonMailbox, PersonMailbox.person_id == Person.id)
        .where(PersonMailbox.mailbox_id == mailbox_id, PersonMailbox.name_key == key)
    )


def _checked(given: PersonGiven) -> PersonChecked:
    return PersonChecked(
        name=rules.check_name(given.name),
        email=rules.check_address(given.email),
        country=given.country.strip() or None,
        organization=rules.check_line(given.organization, "organization", rules.ORGANIZATION_LENGTH),
        category=rules.check_category(given.category),
        language=rules.check_language(given.language),
        zone=rules.check_person_zone(given.zone),
    )


def _check_country(code: str) -> None:
    code = code.strip()
    if code and (len(code) != 2 or db.session.get(Party, code) is None):
        raise errors.NotAChoice(field="country", value=code[:2])
