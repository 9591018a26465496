"""Finding or adding the person a name at a mailbox stands for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from meetings.domain import errors
from meetings.domain import registrations as rules
from meetings.extensions import insert_new, store, transaction
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox, Refusal
from meetings.models.registrations import Registration

PERSON = insert(Person).returning(Person.id)
# Read so that nobody empties a mailbox, or erases its person, until whoever registers there is stored.
MAILBOX = (
    select(Mailbox.id)
    .where(Mailbox.address_key == bindparam("key"))
    .with_for_update(read=True, key_share=True)
)
HOLDER = (
    select(PersonMailbox.person_id)
    .where(PersonMailbox.mailbox_id == bindparam("mailbox"), PersonMailbox.name_key == bindparam("key"))
    .with_for_update(read=True, key_share=True)
)
REFUSED_FOR: Final = timedelta(days=30)
COUNTRY = select(Party.code).where(Party.code == bindparam("code"))


@dataclass(frozen=True, slots=True)
class PersonGiven:
    """A person as a form or a program gives them; all as typed.

    `companion_of` names whom somebody came with (`person:12`) who may have no mailbox.
    """

    name: str
    email: str
    country: str = ""
    organization: str = ""
    category: str = ""
    language: str = "en"
    zone: str = ""
    companion_of: str = ""


@dataclass(frozen=True, slots=True)
class PersonChecked:
    """A person after the rules: trimmed, with known codes, empty ones null; without an address, a companion."""

    name: str
    email: str | None
    country: str | None
    organization: str | None
    category: str | None
    language: str
    zone: str | None
    companion_of: str = ""


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
        lambda: _check_email(given),
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
) -> tuple[int, bool]:
    """Give the id of the person of this name at this mailbox, added when there is none; and whether it was added.

    What is stored of a known person is not changed. Two callers at once get one person. One whose name or organization
    is an advertisement is held: nothing is mailed to them until staff has looked.
    """
    key = rules.name_key(person.name)
    values = {
        "name": person.name,
        "name_key": key,
        "country": person.country,
        "organization": person.organization,
        "category": person.category,
        "language": person.language,
        "zone": person.zone,
        "origin": origin,
        "created_at": now,
        "updated_at": now,
        "held_at": now if is_advertising(person) else None,
    }
    if person.email is None:
        return _companion(person.companion_of, values)
    mailbox_id, is_new = _mailbox(person.email, now)
    known = None if is_new else _at_mailbox(mailbox_id, key)
    if known is not None:
        return known, False
    added: int = store(PERSON, values).scalar_one()
    at = {"mailbox_id": mailbox_id, "name_key": key, "person_id": added}
    if is_new:  # nobody else sees this mailbox yet
        store(insert(PersonMailbox), at)
        return added, True
    forget_refusal(mailbox_id, key, now)
    statement = insert_new(PersonMailbox).on_conflict_do_nothing().returning(PersonMailbox.person_id)
    if store(statement, at).one_or_none() is not None:
        return added, True
    store(delete(Person).where(Person.id == added))
    holder = _at_mailbox(mailbox_id, key)
    assert holder is not None
    return holder, False


def _companion(companion_of: str, values: dict[str, Any]) -> tuple[int, bool]:
    """Give who came with somebody and has no mailbox: by that person and the name they are known again."""
    public_id = rules.companion_id(companion_of, values["name_key"])
    statement = insert_new(Person).on_conflict_do_nothing().returning(Person.id)
    added = store(statement, values | {"public_id": public_id}).scalar()
    if added is not None:
        return added, True
    known = store(select(Person.id).where(Person.public_id == public_id, Person.erased_at.is_(None))).scalar()
    if known is not None:
        return known, False
    return store(PERSON, values).scalar_one(), True


def is_advertising(person: PersonChecked) -> bool:
    """Say whether a name or an organization looks like an address or a number to ring."""
    return any(rules.is_advertising(text) for text in (person.name, person.organization or ""))


def forget_refusal(mailbox_id: int, key: str, now: datetime) -> None:
    """Forget after a month that a mailbox refused a name, when that name registers at it anew."""
    store(
        delete(Refusal).where(
            Refusal.mailbox_id == mailbox_id, Refusal.name_key == key, Refusal.at <= now - REFUSED_FOR
        )
    )


def keep_settings(person_id: int, language: str, zone: str, now: datetime) -> None:
    """Keep in which language a person reads, and by which clock; also by which their registrations are told.

    What they said when they registered stays as it was.

    Takes: a zone, or nothing for that of each programme.
    Raises: NotAChoice, UnknownZone, with the field.
    """
    chosen = {"language": rules.check_language(language), "zone": rules.check_person_zone(zone)}
    with transaction():
        stands = (Person.id == person_id, Person.erased_at.is_(None))
        values = {**chosen, "updated_at": now, "revision": Person.revision + 1}
        if store(update(Person).where(*stands).values(values)).rowcount:
            theirs = (Registration.person_id == person_id, Registration.ended_at.is_(None))
            store(update(Registration).where(*theirs).values(zone=chosen["zone"]))


def find_or_add_mailbox(address: str, now: datetime) -> int:
    """Give the id of a mailbox, added as typed when there is none."""
    return _mailbox(address, now)[0]


def prove_mailbox(mailbox_id: int, now: datetime) -> None:
    """Note that staff vouches for a mailbox; mails to it carry names from now on. Call it within a transaction."""
    store(update(Mailbox).where(Mailbox.id == mailbox_id, Mailbox.proved_at.is_(None)).values(proved_at=now))


def prove_mailboxes(person_id: int, now: datetime) -> None:
    """Note that whoever reads a person's mailboxes acted on a mail of ours."""
    unproved = (
        select(Mailbox.id)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(PersonMailbox.person_id == person_id, Mailbox.proved_at.is_(None))
    )
    if store(unproved).first() is None:
        return
    with transaction():
        store(update(Mailbox).where(Mailbox.id.in_(unproved)).values(proved_at=now))


def _mailbox(address: str, now: datetime) -> tuple[int, bool]:
    """Give the id of a mailbox, and whether it was added just now."""
    key = rules.address_key(address)
    statement = insert_new(Mailbox).on_conflict_do_nothing().returning(Mailbox.id)
    values = {"address": address.strip(), "address_key": key, "created_at": now}
    while True:  # one that is there may be emptied while we wait for it, and is then free to be added
        added = store(statement, values).scalar()
        if added is not None:
            return added, True
        known = store(MAILBOX, {"key": key}).scalar()
        if known is not None:
            return known, False


def _at_mailbox(mailbox_id: int, key: str) -> int | None:
    found: int | None = store(HOLDER, {"mailbox": mailbox_id, "key": key}).scalar()
    return found


def _checked(given: PersonGiven) -> PersonChecked:
    return PersonChecked(
        name=rules.check_name(given.name),
        email=_check_email(given),
        country=given.country.strip() or None,
        organization=rules.check_line(given.organization, "organization", rules.ORGANIZATION_LENGTH),
        category=rules.check_category(given.category),
        language=rules.check_language(given.language),
        zone=rules.check_person_zone(given.zone),
        companion_of=given.companion_of,
    )


def _check_email(given: PersonGiven) -> str | None:
    """Give the address; only who came with somebody may have none."""
    if given.companion_of and not given.email.strip():
        return None
    return rules.check_address(given.email)


def _check_country(code: str) -> None:
    code = code.strip()
    if code and (len(code) != 2 or not code.isalnum() or store(COUNTRY, {"code": code}).scalar() is None):
        raise errors.NotAChoice(field="country", value=code[:2])
