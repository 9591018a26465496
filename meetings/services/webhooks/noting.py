"""Events, noted in the transaction of what happens: one statement each, which writes nothing where nobody listens."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any, Final

from sqlalchemy import Integer, String, bindparam, exists, insert, literal, null, select
from sqlalchemy.sql.dml import Insert

from meetings.domain.codes import SessionState
from meetings.domain.webhooks import OF_REGISTRATIONS, PARTICIPATION, Type
from meetings.extensions import db, store
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Participation
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Registration
from meetings.models.slots import Slot
from meetings.models.surveys import Survey
from meetings.models.types import Json, UTCDateTime
from meetings.models.webhooks import WebhookEvent, WebhookWant

COLUMNS: Final = ("name", "type", "at", "subject", "facts", "programme_id", "session_id")
# Of many at once it is asked first whether anybody listens.
MANY: Final = 20
NAME_BYTES: Final = 10
# Of what is noted of a registration these say nothing about its person.
TOLD: Final = ("places", "from", "to", "slot", "mode")
WANTED: Final = exists().where(WebhookWant.type == bindparam("type", type_=String()))
GIVEN: Final = (
    bindparam("name", type_=String()),
    bindparam("type", type_=String()),
    bindparam("at", type_=UTCDateTime()),
    bindparam("subject", type_=String()),
    bindparam("facts", type_=Json),
)


def _into(wanted: Any) -> Insert:
    return insert(WebhookEvent).inline().from_select(COLUMNS, wanted.where(WANTED), include_defaults=False)


IS_SHOWN: Final = (Programme.published, Session.state != SessionState.DRAFT)
OF_REGISTRATION: Final = _into(
    select(*GIVEN, Session.programme_id, Session.id)
    .select_from(Registration)
    .join(Session, Session.id == Registration.session_id)
    .where(Registration.id == bindparam("about", type_=String()))
)
OF_SESSION: Final = _into(
    select(*GIVEN, Session.programme_id, Session.id)
    .select_from(Session)
    .join(Programme, Programme.id == Session.programme_id)
    .where(Session.id == bindparam("about", type_=Integer()), *IS_SHOWN)
)
OF_SLOT: Final = _into(
    select(*GIVEN, Session.programme_id, Session.id)
    .select_from(Slot)
    .join(Session, Session.id == Slot.session_id)
    .join(Programme, Programme.id == Session.programme_id)
    .where(Slot.id == bindparam("about", type_=String()), *IS_SHOWN)
)
OF_PROGRAMME: Final = _into(
    select(*GIVEN, Programme.id, null())
    .select_from(Programme)
    .where(Programme.id == bindparam("about", type_=Integer()), Programme.published)
)
# Delegations are named before their conference is shown to anybody, and officers may know.
OF_PARTICIPATION: Final = _into(
    select(*GIVEN, Segment.programme_id, null())
    .select_from(Participation)
    .join(Segment, Segment.id == Participation.segment_id)
    .where(Participation.id == bindparam("about", type_=String()))
)
HAS_LISTENER: Final = select(literal(1)).where(WANTED)


def note_registration(registration_id: str, kind: str, now: datetime, detail: Mapping[str, Any]) -> None:
    """Note what happened to a registration, by the kind under which its own journal has it."""
    note_each([(registration_id, kind, now, detail)])


def note_each(happened: Iterable[tuple[str, str, datetime, Mapping[str, Any]]]) -> None:
    """Note what happened to many: registration, kind, moment and detail of each."""
    told = [(*one, OF_REGISTRATIONS[one[1]]) for one in happened if one[1] in OF_REGISTRATIONS]
    if not told or (len(told) > MANY and not _is_heard({one[4] for one in told})):
        return
    rows = [
        {**_given(event_type, f"registration:{name}", now, _told(detail)), "about": name}
        for name, _kind, now, detail, event_type in told
    ]
    store(OF_REGISTRATION, rows if len(rows) > 1 else rows[0])


def _is_heard(types: Iterable[str]) -> bool:
    return any(store(HAS_LISTENER, {"type": str(one)}).first() for one in types)


def note_slot(slot: Any, event_type: Type, now: datetime) -> None:
    """Note what happened to a slot, as it is now; of a draft's nothing."""
    db.session.flush()
    facts = slot_facts(slot)
    store(OF_SLOT, {**_given(event_type, f"slot:{slot.id}", now, facts), "about": slot.id})


def slot_facts(slot: Any) -> dict[str, Any]:
    """Give what anybody may know of a slot."""
    return {
        "part": slot.part,
        "starts_at": slot.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "minutes": slot.minutes,
        "zone": slot.zone,
        "state": str(slot.state),
        "version": slot.version,
    }


def note_session(session: Any, event_type: Type, now: datetime) -> None:
    """Note that a session was published or cancelled; of a draft nothing."""
    db.session.flush()
    facts = {"state": str(session.state)}
    store(OF_SESSION, {**_given(event_type, f"session:{session.id}", now, facts), "about": session.id})


def note_programme(programme: Any, now: datetime) -> None:
    """Note that a programme was published."""
    db.session.flush()
    given = _given(Type.PROGRAMME_PUBLISHED, f"programme:{programme.slug}", now, {})
    store(OF_PROGRAMME, {**given, "about": programme.id})


def note_recording(recording: Any, event_type: Type, now: datetime) -> None:
    """Note that everybody may see a recording from now on, or not any more."""
    db.session.flush()
    facts = {"slot": recording.slot_id, "language": recording.language}
    given = _given(event_type, f"recording:{recording.name}", now, facts)
    store(OF_SLOT, {**given, "about": recording.slot_id})


def note_survey(survey: Any, event_type: Type, now: datetime) -> None:
    """Note that a survey takes answers, takes no more, or was counted."""
    db.session.flush()
    given = _given(event_type, f"survey:{survey.id}", now, {})
    is_of_session = survey.session_id is not None
    about = survey.session_id if is_of_session else survey.programme_id
    store(OF_SESSION if is_of_session else OF_PROGRAMME, {**given, "about": about})


def note_survey_once(survey_id: str, event_type: Type, now: datetime) -> None:
    """Note once that a survey takes no more answers, or was counted, which is found when it is over."""
    same = (WebhookEvent.subject == f"survey:{survey_id}", WebhookEvent.type == event_type)
    if db.session.scalar(select(WebhookEvent.id).where(*same).limit(1)) is None:
        note_survey(db.session.get_one(Survey, survey_id), event_type, now)


def note_participation(participation: Any, now: datetime) -> None:
    """Note where somebody's part in a conference stands now, for those who accredit."""
    db.session.flush()
    event_type = f"{PARTICIPATION}{participation.state}"
    facts = {"state": str(participation.state)}
    given = _given(event_type, f"participation:{participation.id}", now, facts)
    store(OF_PARTICIPATION, {**given, "about": participation.id})


def event_name() -> str:
    """Make the id of an event, quickly, because many register at one moment."""
    return token_hex(NAME_BYTES)


def _told(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {name: detail[name] for name in TOLD if name in detail}


def _given(event_type: str, subject: str, now: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": event_name(),
        "type": str(event_type),
        "at": now,
        "subject": subject,
        "facts": dict(facts),
    }
