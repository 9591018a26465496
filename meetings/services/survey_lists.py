"""A list of addresses that a survey of a season asks beside those it knows; a crowd of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, exists, func, or_, select

from meetings.domain import errors
from meetings.domain.registrations import address_key
from meetings.domain.survey_lists import Listed, listed, name_of
from meetings.domain.surveys import Crowd, SurveyState
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.contacts.contacts import Contact, ContactList
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, OptOut, Person, PersonMailbox
from meetings.models.registrations import Registration
from meetings.models.surveys import Asked, Survey
from meetings.queries.contacts.lists import members_of
from meetings.queries.survey_people import SCOPE
from meetings.services.audit import note
from meetings.services.contacts.lists import use
from meetings.services.people import PersonGiven, check_person, find_or_add_person
from meetings.services.surveys import hold, put, subject_of

ORIGIN: Final = "survey"


def add_list(survey_id: str, text: str, revision: int, now: datetime, *, actor: str) -> int:
    """Add the people of a pasted list to those who are asked; give how many are new.

    Somebody known is asked as themselves; whoever wants no surveys is not. A list is only of a season's survey, and
    only while that takes answers or is a draft.

    Raises: NotFound, Stale, NotThisMove; Missing, NotALine, TooManyLines, with field `addresses`.
    """
    lines = listed(text)
    if not lines:
        raise errors.Missing(field="addresses")
    with transaction():
        row = _draft(survey_id, revision)
        people = {person for one in lines if (person := _person(one, now)) is not None}
        return _ask(row, people, {"lines": len(lines)}, now, actor)


def add_contacts(survey_id: str, list_id: str, revision: int, now: datetime, *, actor: str) -> int:
    """Add whoever is on a contact list today to those who are asked; give how many are new.

    They are asked as the people of a pasted list are, in the same crowd: nobody reads from answers who is a contact.

    Raises: NotFound, Stale, NotThisMove; NotAChoice, with field `contact_list`.
    """
    with transaction():
        row = _draft(survey_id, revision)
        found = db.session.get(ContactList, list_id)
        if found is None or found.ended_at is not None:
            raise errors.NotAChoice(field="contact_list", value=list_id[:20])
        people = set(db.session.scalars(members_of([list_id], now.date())))
        use([list_id], now)
        return _ask(row, people, {"contact_list": list_id}, now, actor)


def _draft(survey_id: str, revision: int) -> Survey:
    row = hold(survey_id, revision)
    if row.session_id is not None or row.state != SurveyState.DRAFT:
        raise errors.NotThisMove(state=row.state, wanted="list")
    return row


def _ask(row: Survey, people: set[int], of: dict[str, Any], now: datetime, actor: str) -> int:
    """Add people to those of the list, but whoever wants no surveys; give how many are new."""
    stopped = select(OptOut.person_id).where(OptOut.scope == SCOPE)
    asked = select(Asked.person_id).where(Asked.survey_id == row.id)
    new = people - set(db.session.scalars(stopped)) - set(db.session.scalars(asked))
    rows = [{"survey_id": row.id, "person_id": one, "crowd": str(Crowd.LISTED)} for one in sorted(new)]
    if rows:
        store(insert_new(Asked).on_conflict_do_nothing(), rows)
    put(row, {"crowds": [one for one in Crowd if one in {*row.crowds, Crowd.LISTED}]}, now, actor)
    note(now, actor, "survey.list", subject_of(row.id), after=of | {"added": len(rows)})
    return len(rows)


def drop_list(survey_id: str, revision: int, now: datetime, *, actor: str) -> None:
    """Take the list of a draft away, and of its people those of whom nothing else is known.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        row = hold(survey_id, revision)
        if row.state != SurveyState.DRAFT:
            raise errors.NotThisMove(state=row.state, wanted="list")
        of_list = (Asked.survey_id == survey_id, Asked.crowd == Crowd.LISTED)
        people = db.session.scalars(select(Asked.person_id).where(*of_list)).all()
        store(delete(Asked).where(*of_list))
        _forget(people)
        put(row, {"crowds": [one for one in row.crowds if one != Crowd.LISTED]}, now, actor)
        note(now, actor, "survey.list", subject_of(survey_id), after={"taken_away": len(people)})


def _person(one: Listed, now: datetime) -> int | None:
    """Give whom a line stands for: without a name whoever has the mailbox alone; nobody who was erased."""
    if not one.name:
        at = (
            select(PersonMailbox.person_id)
            .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
            .join(Person, Person.id == PersonMailbox.person_id)
            .where(Mailbox.address_key == address_key(one.address), Person.erased_at.is_(None))
            .distinct()
        )
        known = db.session.scalars(at).all()
        if len(known) == 1:
            return known[0]
    given = PersonGiven(
        name=one.name or name_of(one.address), email=one.address, language=one.language or "en"
    )
    person_id, _is_new = find_or_add_person(check_person(given), now, origin=ORIGIN)
    return person_id


def _forget(people: Sequence[int]) -> None:
    """Delete people who came by the list and by nothing else, with mailboxes that only they have."""
    others = (
        exists().where(Asked.person_id == Person.id),
        exists().where(Registration.person_id == Person.id),
        or_(exists().where(Notice.person_id == Person.id), exists().where(Contact.person_id == Person.id)),
    )
    of_list = select(Person.id).where(Person.id.in_(people), Person.origin == ORIGIN, ~others[0])
    alone = db.session.scalars(of_list.where(~others[1], ~others[2])).all()
    mailboxes = db.session.scalars(
        select(PersonMailbox.mailbox_id).where(PersonMailbox.person_id.in_(alone))
    ).all()
    store(delete(PersonMailbox).where(PersonMailbox.person_id.in_(alone)))
    store(delete(OptOut).where(OptOut.person_id.in_(alone)))
    store(delete(Person).where(Person.id.in_(alone)))
    used = exists().where(PersonMailbox.mailbox_id == Mailbox.id)
    sent = exists().where(Message.mailbox_id == Mailbox.id)
    store(delete(Mailbox).where(Mailbox.id.in_(mailboxes), ~used, ~sent))


def listed_count(survey_id: str) -> int:
    """Say how many people of a list are asked."""
    of_list = (Asked.survey_id == survey_id, Asked.crowd == Crowd.LISTED)
    return db.session.scalar(select(func.count()).select_from(Asked).where(*of_list)) or 0
