"""Agreeing and withdrawing; each is a row, and no row is ever changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, String, exists, insert, literal, or_, select

from meetings.domain.consents import OF_PERSON, Given, check_given, check_kind
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.consents import Consent, PersonConsent
from meetings.queries.consents import kinds_of, last_yes

CONSENT: Final = insert(Consent)


def add_consents(
    registration_id: str, person_id: int, given: Iterable[Given], language: str, now: datetime
) -> None:
    """Add what was agreed to with a new registration; call it within a transaction.

    What belongs to the person is added where they never said anything else: an open form may be filled in by
    anybody, so it does not bring back what a person withdrew.
    """
    each = list(given)
    own = [_own(registration_id, one, language, now) for one in each if one.kind not in OF_PERSON]
    if own:
        store(CONSENT, own)
    for one in each:
        if one.kind in OF_PERSON:
            _add_unless_said(person_id, one, language, now)


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

    Raises: NotAChoice.
    """
    given = check_given(consents)
    with transaction():
        take_turns(f"consents of {person_id}")
        missing = {one.kind for one in kinds_of(person_id) if one.may_agree}
        db.session.add_all(
            PersonConsent(
                person_id=person_id, kind=one.kind, text_version=one.version, language=language, at=now
            )
            for one in given
            if one.kind in missing
        )


def withdraw(person_id: int, kind: str, now: datetime) -> None:
    """Withdraw every yes of a person to a kind; where none stands is nothing to do.

    Raises: NotAChoice.
    """
    check_kind(kind)
    with transaction():
        take_turns(f"consents of {person_id}")
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


def _own(registration_id: str, given: Given, language: str, now: datetime) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "kind": given.kind,
        "text_version": given.version,
        "language": language,
        "at": now,
    }


def _add_unless_said(person_id: int, given: Given, language: str, now: datetime) -> None:
    values = select(
        literal(person_id, Integer),
        literal(given.kind, String),
        literal(given.version, String),
        literal(language, String),
        literal(now, PersonConsent.at.type),
    )
    before = exists().where(
        PersonConsent.person_id == person_id,
        PersonConsent.kind == given.kind,
        or_(PersonConsent.withdrawn_at.is_not(None), PersonConsent.text_version == given.version),
    )
    columns = ("person_id", "kind", "text_version", "language", "at")
    store(insert(PersonConsent).from_select(columns, values.where(~before)))
