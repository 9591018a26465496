"""Which contacts mail reaches, and why it does not reach the others."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, literal

from meetings.domain.contacts.lists import Unreached
from meetings.models.people import Mailbox, Person, PersonMailbox, Refusal

REFUSED: Final = exists().where(
    Refusal.mailbox_id == PersonMailbox.mailbox_id, Refusal.name_key == PersonMailbox.name_key
)
REACHED: Final = ""


def has_mailbox(person_id: Any) -> ColumnElement[bool]:
    """Say whether somebody has a mailbox whose reader did not say that they are nobody there."""
    return exists().where(PersonMailbox.person_id == person_id, ~REFUSED)


def takes_mail(person_id: Any) -> ColumnElement[bool]:
    """Say whether somebody has a mailbox that takes mail, as sending chooses one (see `services/planning`)."""
    return exists().where(
        PersonMailbox.person_id == person_id,
        Mailbox.id == PersonMailbox.mailbox_id,
        Mailbox.failed_at.is_(None),
        ~REFUSED,
    )


def is_reached(person_id: Any) -> ColumnElement[bool]:
    """Say whether mail reaches somebody of `Person` in the question around."""
    return and_(Person.held_at.is_(None), takes_mail(person_id))


def unreached(person_id: Any) -> ColumnElement[str]:
    """Give why no mail reaches somebody of `Person` in the question around, as `Unreached`; empty where it does."""
    return case(
        (Person.held_at.is_not(None), literal(str(Unreached.HELD))),
        (takes_mail(person_id), literal(REACHED)),
        (has_mailbox(person_id), literal(str(Unreached.FAILED))),
        else_=literal(str(Unreached.NO_MAILBOX)),
    )
