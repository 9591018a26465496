"""Agreeing and withdrawing; each is a row, and no row is ever changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, String, delete, exists, insert, literal, or_, select

from meetings.domain.consents import OF_PERSON, Given, check_given, check_kind
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.consents import Consent, PersonConsent
from meetings.models.people import OptOut
from meetings.queries.consents import kinds_of, last_yes

NEWS: Final = "news"  # a kind of consent, and the scope of the mails it is to
CONSENT: Final = insert(Consent)


@dataclass(frozen=True, slots=True)
class Yes:
    """What a person agreed to at an instant, and the language they read it in (null: not recorded)."""

    given: tuple[Given, ...]
    language: str | None
    at: datetime

    @property
    def of_registrations(self) -> dict[str, str]:
        """Give the versions of the words by kind, without what is said of the person."""
        return {one.kind: one.version for one in self.given if one.kind not in OF_PERSON}


def add_each(agreed: Iterable[tuple[str, int, Yes]]) -> None:
    """Add what was agreed to with new registrations; call it within a transaction.

    What belongs to the person is added where they never said anything else: an open form may be filled in by
    anybody, so it does not bring back what a person withdrew.
    Takes: registration, person, and what was agreed to.
    """
    own: list[dict[str, Any]] = []
    persons: dict[tuple[int, Given], Yes] = {}
    for registration_id, person_id, yes in agreed:
        for one in yes.given:
            if one.kind in OF_PERSON:
                persons[person_id, one] = yes
            else:
                own.append(_own(registration_id, one, yes.language, yes.at))
    if own:
        store(CONSENT, own)
    for (person_id, one), yes in persons.items():
        _add_unless_said(person_id, one, yes)


def agree_here(registration_id: str, consents: Iterable[str], language: str, now: datetime) -> None:
    """Add what somebody agrees to when asked again for one registration; call it within a transaction.

    Said again is said once. Raises: NotAChoice.
    """
    for one in check_given(consents):
        if one.kind not in OF_PERSON:
            statement = insert_new(Consent).on_conflict_do_nothing()
            store(statement, _own(registration_id, one, language, now))


def agree(person_id: int, consents: Iterable[str], language: str, now: datetime) -> None:
    """Add what a person agrees to, for themselves and all they are registered for; said again is said once.

    Who agrees to news gets campaigns again, however they had stopped them.
    Raises: NotAChoice.
    """
    given = check_given(consents)
    with transaction():
        take_turns(f"consents of {person_id}")
        missing = {one.kind for one in kinds_of(person_id) if one.may_agree}
        if any(one.kind == NEWS and NEWS in missing for one in given):
            store(delete(OptOut).where(OptOut.person_id == person_id, OptOut.scope == NEWS))
        db.session.add_all(
            PersonConsent(
                person_id=person_id, kind=one.kind, text_version=one.version, language=language, at=now
            )
            for one in given
            if one.kind in missing
        )


def withdraw(person_id: int, kind: str, now: datetime) -> None:
    """Withdraw every yes of a person to a kind; where none stands is nothing to do. Without news, no campaign leaves.

    Raises: NotAChoice.
    """
    check_kind(kind)
    with transaction():
        take_turns(f"consents of {person_id}")
        if kind == NEWS:
            wish = insert_new(OptOut).values(person_id=person_id, scope=NEWS, at=now)
            store(wish.on_conflict_do_nothing())
        said = last_yes(person_id, kind)
        if said is not None:
            db.session.add(
                PersonConsent(
                    person_id=person_id,
                    kind=kind,
                    text_version=said.version,
                    language=said.language,
                    at=said.at,
                    withdrawn_at=now,
                )
            )


def _own(registration_id: str, given: Given, language: str | None, now: datetime) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "kind": given.kind,
        "text_version": given.version,
        "language": language,
        "at": now,
    }


def _add_unless_said(person_id: int, given: Given, yes: Yes) -> None:
    values = select(
        literal(person_id, Integer),
        literal(given.kind, String),
        literal(given.version, String),
        literal(yes.language, String),
        literal(yes.at, PersonConsent.at.type),
    )
    before = exists().where(
        PersonConsent.person_id == person_id,
        PersonConsent.kind == given.kind,
        or_(PersonConsent.withdrawn_at.is_not(None), PersonConsent.text_version == given.version),
    )
    columns = ("person_id", "kind", "text_version", "language", "at")
    store(insert(PersonConsent).from_select(columns, values.where(~before)))
