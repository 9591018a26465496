"""Deciding on rows of lists of contacts that are in doubt: the one who may be meant, another, or nobody."""

from datetime import datetime

from meetings.domain import errors
from meetings.domain.contacts.contacts_errors import NotThen, RoleTaken
from meetings.domain.contacts.imports import Decision, ImportState, Known, RowState, Verdict, against
from meetings.domain.contacts.rows import Reason, Row, RowRefused
from meetings.extensions import db, take_turns, transaction
from meetings.models.contacts.contacts import Contact
from meetings.models.contacts.imports import ContactImportRow
from meetings.models.doubles import Apart
from meetings.models.people import Person, PersonMailbox
from meetings.queries.contacts.around import Surroundings, around, known_people
from meetings.services.audit import note
from meetings.services.contacts.imports import hold_list
from meetings.services.contacts.reading import Reading, checked, plain
from meetings.services.contacts.roles import TURNS, check_roles_again
from meetings.services.contacts.taking import Taken, take_in
from meetings.services.correcting import take_place_at
from meetings.services.people import find_or_add_mailbox


def decide(
    import_id: str, number: int, decision: str, reading: Reading, *, now: datetime, actor: str
) -> None:
    """Say of a row in doubt whether it is the one who may be meant, another, or nobody to be kept.

    Raises: NotFound; NotThen, where it is decided, or the list not taken in; NotAChoice; RoleTaken.
    """
    with transaction():
        take_turns(TURNS)
        held = hold_list(import_id, ImportState.COMMITTED)
        at = db.session.get(
            ContactImportRow, (import_id, number), with_for_update=True, populate_existing=True
        )
        if at is None:
            raise errors.NotFound()
        if at.state != RowState.DOUBT:
            raise NotThen()
        if decision == Decision.OUT:
            at.state, at.reason, at.changes = RowState.REFUSED, Reason.LEFT_OUT, {}
        else:
            _take(at, decision, held.name, reading, now=now, actor=actor)
        at.decision, at.decided_at, at.decided_by = decision, now, actor
        subject = f"contact-import:{import_id}"
        note(now, actor, "contacts.import_decide", subject, after={"row": number, "decision": decision})


def _take(
    at: ContactImportRow, decision: str, source: str, reading: Reading, *, now: datetime, actor: str
) -> None:
    """Take a row in by a decision.

    Raises: NotAChoice; RoleTaken; NotThen, where it cannot be read any more, as of somebody erased since.
    """
    row = checked(at.cells, reading.names)
    if isinstance(row, RowRefused):
        raise NotThen()
    verdict = _decided(at, row, decision, around([row], reading.keys))
    candidate = at.person_id
    one = Taken(at, row, verdict)
    at.state, at.reason, at.changes = verdict.state, verdict.reason, plain(verdict)
    if verdict.state in (RowState.NEW, RowState.CHANGED):
        take_in([one], source, now, actor)
    if decision == Decision.SAME:
        _write_again(at, now, actor)
        _stand_there(one, now)
    elif decision == Decision.OTHER and candidate is not None:
        _keep_apart(one, candidate, now, actor)


def _decided(at: ContactImportRow, row: Row, decision: str, found: Surroundings) -> Verdict:
    if decision == Decision.SAME and at.person_id is not None:
        who = known_people([at.person_id]).get(at.person_id)
        if who is None:
            raise NotThen()
        verdict = against(row, who, found)
    elif decision == Decision.OTHER:
        same = next((one for one in found.at_mailbox(row) if one.is_named(row.name_key)), None)
        if same is not None and same.is_ended:
            raise errors.NotAChoice(field="decision", value=decision)
        verdict = against(row, same or Known(0, row.name, is_contact=False), found)
        if same is None and verdict.state == RowState.NEW:
            verdict = Verdict(RowState.NEW, roles=verdict.roles, interests=verdict.interests)
    else:
        raise errors.NotAChoice(field="decision", value=decision[:20])
    if verdict.reason == Reason.ROLE_HELD and verdict.who is not None:
        raise _taken_by(verdict.who)
    return verdict


def _taken_by(who: Known) -> RoleTaken:
    person = db.session.get_one(Person, who.ref)
    return RoleTaken(field="decision", holder=person.name, other=person.public_id)


def _write_again(at: ContactImportRow, now: datetime, actor: str) -> None:
    """Write again to whoever was meant and was written to no more.

    Raises: RoleTaken, where somebody else has what they would hold again.
    """
    contact = db.session.get(Contact, at.person_id, with_for_update=True, populate_existing=True)
    if contact is None or contact.ended_at is None:
        return
    at.did = {**at.did, "ended": contact.ended_at.isoformat()}
    contact.ended_at, contact.updated_at, contact.revision = None, now, contact.revision + 1
    db.session.flush()
    check_roles_again(contact.person_id, now.date())
    note(now, actor, "contact.take_back", f"person:{contact.person_id}")


def _stand_there(one: Taken, now: datetime) -> None:
    """Let whoever was meant be known by the name and mailbox that the list has, too."""
    person_id = one.at.person_id
    if person_id is None:
        return
    mailbox_id = find_or_add_mailbox(one.row.email, now)
    key = one.row.name_key
    is_there = db.session.get(PersonMailbox, (mailbox_id, key)) is not None
    take_place_at(person_id, mailbox_id, key, field="decision")
    if not is_there:
        one.at.did = {**one.at.did, "place": [mailbox_id, key]}
    one.at.taken_at = now


def _keep_apart(one: Taken, candidate: int, now: datetime, actor: str) -> None:
    low, high = sorted((one.person_id, candidate))
    if low != high and db.session.get(Apart, (low, high)) is None:
        db.session.add(Apart(low_id=low, high_id=high, at=now, actor=actor))
        one.at.did = {**one.at.did, "apart": [low, high]}
