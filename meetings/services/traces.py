"""What people leave in the store beside their own row, taken away when they are erased."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from meetings.domain.jobs import CERTIFICATES
from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db
from meetings.models.accounts import StaffMail
from meetings.models.attendance import Attendance
from meetings.models.base import random_id
from meetings.models.certificates import Certificate
from meetings.models.consents import PersonConsent
from meetings.models.doubles import Merge
from meetings.models.drafts import Draft
from meetings.models.journal import Audit, Idempotency
from meetings.models.kept import Release, Viewer
from meetings.models.keys import PersonKey
from meetings.models.messages import Inbound, Message
from meetings.models.people import Mailbox, OptOut, Person, PersonMailbox, Refusal
from meetings.models.platforms import PlatformWay
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.services import jobs
from meetings.services.attendance_traces import clean_files, know_again, said_in_files
from meetings.services.contacts.campaign_traces import leave_campaigns
from meetings.services.contacts.letters_traces import leave_letters
from meetings.services.contacts.traces import leave_contacts
from meetings.services.cop.application_traces import forget_applicants
from meetings.services.cop.delegation_traces import clean_moves, leave_delegations
from meetings.services.cop.entering_traces import (
    delegate_bearer,
    leave_tests,
    nominations_of,
    participations_of,
)
from meetings.services.cop.kronos_traces import leave_kronos
from meetings.services.cop.lists import leave_lists
from meetings.services.cop.papers_traces import leave_papers
from meetings.services.cop.side_event_traces import forget_contacts
from meetings.services.links import withdraw_all
from meetings.services.live.floor_traces import leave_floor
from meetings.services.live.questions_traces import leave_questions
from meetings.services.live.run_sheet_traces import leave_run_sheets
from meetings.services.live.told_traces import clean_events
from meetings.services.panel.traces import leave_panels
from meetings.services.survey_traces import leave_surveys

PANELIST: Final = "panelist "
UNNAMED: Final = "~"
NOTHING_MOVED: Final[dict[str, Any]] = {"moved": {}, "closed": {}, "taken": {}, "ended": []}


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a person can be known: names and addresses in every form, their rows, and the hashes kept instead.

    `pseudonyms` are the hashes by which the records of imports name them from now on, by the subject of the records.
    """

    person_id: int
    public_id: str
    name: str
    name_keys: frozenset[str]
    addresses: frozenset[str]
    organizations: frozenset[str]
    mailbox_ids: tuple[int, ...]
    registration_ids: tuple[str, ...]
    keys: tuple[str, ...]
    pseudonyms: Mapping[str, str]


def empty_mailboxes(person_id: int, traces: Traces) -> None:
    """Take a person off their mailboxes, and empty those that nobody else has, with what came back from them."""
    _do(delete(PersonMailbox).where(PersonMailbox.person_id == person_id))
    at = (Refusal.mailbox_id.in_(traces.mailbox_ids), Refusal.name_key.in_(traces.name_keys))
    _do(delete(Refusal).where(*at))
    shared = set(
        db.session.scalars(
            select(PersonMailbox.mailbox_id).where(PersonMailbox.mailbox_id.in_(traces.mailbox_ids))
        )
    )
    own = [one for one in traces.mailbox_ids if one not in shared]
    for mailbox in db.session.scalars(select(Mailbox).where(Mailbox.id.in_(own)).order_by(Mailbox.id)):
        sent = select(Message.id).where(Message.mailbox_id == mailbox.id)
        told = or_(Inbound.message_id.in_(sent), func.lower(Inbound.address) == mailbox.address_key)
        _do(
            update(Inbound).where(or_(told, Inbound.address == mailbox.address)).values(address="", reason="")
        )
        _forget_strangers(_at(mailbox), lambda _row: True)
        mailbox.address, mailbox.address_key, mailbox.domain = "", f"erased:{random_id()}", ""
        mailbox.failed_at = mailbox.failed_reason = mailbox.complained_at = mailbox.proved_at = None
    for mailbox in db.session.scalars(select(Mailbox).where(Mailbox.id.in_(shared))):
        _forget_strangers(_at(mailbox), lambda row: name_key(row.name or "") in traces.name_keys)
    db.session.flush()


def _at(mailbox: Mailbox) -> ColumnElement[bool]:
    """Hold rows of presence that nobody was matched to, to those with the address of a mailbox."""
    is_there = or_(
        Attendance.address == mailbox.address, func.lower(Attendance.address) == mailbox.address_key
    )
    return and_(Attendance.person_id.is_(None), is_there)


def _forget_strangers(condition: ColumnElement[bool], is_theirs: Callable[[Attendance], bool]) -> None:
    for row in db.session.scalars(select(Attendance).where(condition)):
        if is_theirs(row):
            row.name = row.address = row.organization = row.row_key = None


def keep_for_figures(person_id: int) -> None:
    """Put what figures ask of a person beside the rows they are counted by, before it is taken off themselves."""
    country, gender = db.session.execute(
        select(Person.country, Person.gender).where(Person.id == person_id)
    ).one()
    _do(update(Attendance).where(Attendance.person_id == person_id).values(gender=gender))
    _do(update(Panelist).where(Panelist.person_id == person_id).values(country=country, gender=gender))


def remove_traces(traces: Traces, now: datetime) -> None:
    """Take away names, addresses and organizations wherever rows of a person hold them; the rows stay and count."""
    registrations = traces.registration_ids
    theirs = or_(
        Attendance.person_id == traces.person_id,
        Attendance.registration_id.in_(registrations),
        Attendance.participation_id.in_(participations_of(traces.person_id)),
    )
    in_files = said_in_files(theirs)
    know_again(theirs, traces.person_id, now)
    _do(update(Attendance).where(theirs).values(name=None, address=None, organization=None, row_key=None))
    snapshots = update(Registration).where(Registration.id.in_(registrations))
    _do(snapshots.values(organization=None, zone=None))
    printed = update(Panelist).where(Panelist.person_id == traces.person_id)
    _do(printed.values(function=None, organization=None, updated_at=now, revision=Panelist.revision + 1))
    releases = update(Release).where(Release.person_id == traces.person_id)
    _do(releases.values(mail=None, mail_name=None))
    _do(delete(Viewer).where(Viewer.person_id == traces.person_id))
    _do(delete(PlatformWay).where(PlatformWay.person_id == traces.person_id))
    _do(delete(OptOut).where(OptOut.person_id == traces.person_id))
    _do(delete(PersonConsent).where(PersonConsent.person_id == traces.person_id))
    _do(delete(PersonKey).where(PersonKey.person_id == traces.person_id))
    asked = {address_key(one) for one in traces.addresses}
    _do(delete(StaffMail).where(StaffMail.address_key.in_(asked)))
    _unname_certificates(traces.person_id, now)
    merges = update(Merge).where(or_(Merge.kept_id == traces.person_id, Merge.gone_id == traces.person_id))
    _do(merges.values(moved=NOTHING_MOVED))
    _do(delete(Idempotency).where(Idempotency.answer["id"].as_string().in_(registrations)))
    bearers = [f"person:{traces.person_id}", *(f"registration:{one}" for one in registrations)]
    bearers += [delegate_bearer(one) for one in nominations_of(traces.person_id)]
    withdraw_all(bearers, [f"person:{traces.person_id}:", f"season:{traces.person_id}:"], now)
    words = sorted(one for one in {traces.name, *traces.addresses, *traces.organizations} if one)
    said = (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE) if words else None
    )
    forget_applicants(traces.addresses, now)
    forget_contacts(traces.addresses, now)
    clean_events(traces.person_id, traces.name_keys, traces.addresses)
    clean_files(traces.person_id, {traces.name, *traces.name_keys}, traces.addresses, in_files)
    leave_surveys(traces.person_id)
    leave_contacts(traces.person_id, {traces.name, *traces.name_keys}, traces.addresses, now)
    leave_campaigns(traces.person_id)
    _leave_meetings(traces, now)
    _clean_journal(traces, said)
    _drop_drafts(traces, said)
    _unname_records(traces)


def _leave_meetings(traces: Traces, now: datetime) -> None:
    """Take a person out of conferences, panels and what was said in the hour."""
    leave_run_sheets(traces.person_id, traces.name_keys)
    leave_papers(traces.person_id, now)
    leave_lists(traces.person_id)
    leave_kronos(traces.person_id, traces.name_keys, traces.addresses)
    leave_delegations(traces.person_id, traces.name_keys, traces.addresses, now)
    leave_tests(traces.person_id, now)
    leave_panels(traces.person_id, now, traces.addresses, traces.public_id)
    leave_questions(traces.person_id, now)
    leave_floor(traces.person_id, now, traces.name_keys)
    leave_letters(traces.person_id, traces.addresses)


def _unname_certificates(person_id: int, now: datetime) -> None:
    """Let certificates count on without a name, and throw away files that hold them."""
    theirs = Certificate.person_id == person_id
    jobs.empty_of(CERTIFICATES, db.session.scalars(select(Certificate.id).where(theirs)), now)
    _do(update(Certificate).where(theirs, Certificate.why.is_not(None)).values(why=""))
    _do(update(Certificate).where(theirs).values(name=None, language="en"))


def _drop_drafts(traces: Traces, said: re.Pattern[str] | None) -> None:
    """Take away what staff typed and did not save about a person: on their page, or with their words anywhere."""
    for row in db.session.scalars(select(Draft)):
        is_theirs = traces.public_id in row.address.split("/")
        if is_theirs or (said and said.search(json.dumps(row.values, ensure_ascii=False))):
            db.session.delete(row)


def _clean_journal(traces: Traces, said: re.Pattern[str] | None) -> None:
    """Keep what staff did to a person, and empty what it says of them."""
    subjects = [
        f"person:{traces.person_id}",
        f"person:{traces.public_id}",
        *(f"registration:{one}" for one in traces.registration_ids),
        *(f"mailbox:{one}" for one in traces.mailbox_ids),
    ]
    if said is None:
        return
    subjects += clean_moves(traces.person_id, said)
    for row in db.session.scalars(select(Audit).where(Audit.subject.in_(subjects))):
        row.before, row.after = _without(row.before, said), _without(row.after, said)


def _without(value: Any, said: re.Pattern[str]) -> Any:
    """Give facts with every text emptied that says one of the words."""
    if isinstance(value, dict):
        return {key: _without(one, said) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, said) for one in value]
    return "" if isinstance(value, str) and said.search(value) else value


def _unname_records(traces: Traces) -> None:
    """Let the records of imports name a person by a keyed hash, so that the same file again changes nothing."""
    if not traces.pseudonyms:
        return
    for row in db.session.scalars(select(Audit).where(Audit.act == "import")):
        key = traces.pseudonyms.get(row.subject) or traces.pseudonyms.get("")
        named = {one for one, record in row.after.items() if _names(one, record, traces.name_keys)}
        if key and named:
            row.after = dict(
                _unnamed(record, key) if one in named else (one, record) for one, record in row.after.items()
            )


def _names(key: str, record: Any, names: Iterable[str]) -> bool:
    return key.startswith(PANELIST) and name_key(str(record.get("name", ""))) in names


def _unnamed(record: dict[str, Any], pseudonym: str) -> tuple[str, dict[str, Any]]:
    name = f"{UNNAMED}{pseudonym}"
    empty = {"name": name, "function": None, "organization": None, "gender": None}
    return f"{PANELIST}{record['session']} {name}", record | empty


def _do(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
