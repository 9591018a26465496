"""Languages of a slot: asked for, booked, confirmed and taken back; who interprets; what interpreters are given."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select

from meetings.domain import errors
from meetings.domain.checks import check_web_address
from meetings.domain.live.interpretation import (
    MOST_PAIRS,
    MOST_SERVICES,
    PRONUNCIATION_LENGTH,
    ServiceState,
    check_day,
    check_move,
    check_pair,
    check_service,
)
from meetings.domain.live.run_sheets import check_notes
from meetings.domain.registrations import check_line
from meetings.extensions import db, transaction
from meetings.models.live.interpretation import (
    InterpreterBrief,
    InterpreterPair,
    LanguageService,
    Pronunciation,
)
from meetings.models.people import Person
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.live.hours import hold_programme_within, mark_hour_within
from meetings.services.seats import mark_changed


def add_service(slot_id: str, given: Mapping[str, str], now: datetime, actor: str) -> str:
    """Note that a language is needed in a slot; give the id of the service.

    Takes: `kind`, `language`, `label` and `needed_by` as typed.
    Raises: NotFound, Taken, TooManyLines; NotAChoice, Missing, TooLong, NotOneLine, NotATime with the field to blame.
    """
    with transaction():
        slot = _slot(slot_id)
        kind, language, label = check_service(
            given.get("kind", ""), given.get("language", ""), given.get("label", "")
        )
        day = check_day(given.get("needed_by", ""), slot.starts_at, slot.zone)
        here = select(LanguageService.id).where(LanguageService.slot_id == slot_id)
        same = (
            LanguageService.kind == kind,
            LanguageService.language == language,
            LanguageService.label == label,
        )
        if db.session.scalar(here.where(*same)) is not None:
            raise errors.Taken(field="label" if label else "language")
        if (db.session.scalar(select(func.count()).select_from(here.subquery())) or 0) >= MOST_SERVICES:
            raise errors.TooManyLines(field="language", most=MOST_SERVICES)
        row = LanguageService(slot_id=slot_id, kind=kind, language=language, label=label, needed_by=day)
        row.state, row.state_since, row.state_by, row.updated_at = ServiceState.NEEDED, now, actor, now
        db.session.add(row)
        db.session.flush()
        _noted(slot_id, "interpretation.add", {"kind": kind, "language": language}, now, actor)
        return row.id


def move_service(
    slot_id: str, service_id: str, wanted: str, revision: int, *, now: datetime, actor: str
) -> None:
    """Let a service come to another state; the public is told of what is confirmed, and of what no longer is.

    Raises: NotFound, Stale, NotAChoice, NotThisMove.
    """
    with transaction():
        row = _service(slot_id, service_id, revision)
        state = check_move(row.state, wanted)
        facts = {"kind": row.kind, "language": row.language}
        before = facts | {"state": str(row.state)}
        row.state, row.state_since, row.state_by = state, now, actor
        row.updated_at, row.revision = now, row.revision + 1
        if state is ServiceState.CONFIRMED and row.promised_at is None:
            row.promised_at = now
        after = facts | {"state": str(state)}
        _noted(slot_id, "interpretation.move", after, now, actor, before=before)


def remove_service(slot_id: str, service_id: str, revision: int, now: datetime, actor: str) -> None:
    """Take a service away of which the public was never told; one that was promised is taken back by its state.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        row = _service(slot_id, service_id, revision)
        if row.promised_at is not None:
            raise errors.NotThisMove(field="state", state=row.state, wanted="removed")
        before = {"kind": row.kind, "language": row.language}
        db.session.delete(row)
        _noted(slot_id, "interpretation.remove", {}, now, actor, before=before)


def set_brief(slot_id: str, given: Mapping[str, str], revision: int, now: datetime, actor: str) -> None:
    """Keep what interpreters of a slot are given.

    Takes: `shows_embargoed`, `glossary` and `note` as typed. Raises: NotFound, Stale, NotAWebAddress, TooLong.
    """
    with transaction():
        _slot(slot_id)
        row = db.session.get(InterpreterBrief, slot_id)
        if (row.revision if row else 0) != revision:
            raise errors.Stale(current=row.revision if row else 0)
        if row is None:
            row = InterpreterBrief(slot_id=slot_id, revision=0)
            db.session.add(row)
        row.shows_embargoed = bool(given.get("shows_embargoed"))
        row.glossary = check_web_address(given.get("glossary", ""), "glossary")
        row.note = check_notes(given.get("note", ""), "note")
        row.revision, row.updated_at = row.revision + 1, now
        after = {"shows_embargoed": row.shows_embargoed}
        _noted(slot_id, "interpretation.brief", after, now, actor)


def set_pairs(slot_id: str, who: str, pairs: Iterable[tuple[str, str]], now: datetime, actor: str) -> None:
    """Keep between which languages somebody on the panel interprets; no pair at all is a choice.

    Raises: NotFound, for nobody who interprets there; NotAChoice, TooManyLines.
    """
    with transaction():
        slot = _slot(slot_id)
        person_id = _on_panel(slot.session_id, who, ("interpreter",))
        checked = list(dict.fromkeys(check_pair(*one) for one in pairs))
        if len(checked) > MOST_PAIRS:
            raise errors.TooManyLines(field="source", most=MOST_PAIRS)
        theirs = (InterpreterPair.session_id == slot.session_id, InterpreterPair.person_id == person_id)
        db.session.execute(delete(InterpreterPair).where(*theirs))
        for source, target in checked:
            new = {"session_id": slot.session_id, "person_id": person_id, "source": source, "target": target}
            db.session.add(InterpreterPair(**new))
        after = {"person": f"person:{person_id}", "pairs": [f"{one[0]}-{one[1]}" for one in checked]}
        _noted(slot_id, "interpretation.pairs", after, now, actor)


def set_pronunciation(slot_id: str, who: str, text: str, now: datetime, actor: str) -> None:
    """Keep how the name of somebody on the panel is said; empty takes it away.

    Raises: NotFound, TooLong, NotOneLine.
    """
    with transaction():
        slot = _slot(slot_id)
        person_id = _on_panel(slot.session_id, who, ())
        said = check_line(text, "pronunciation", PRONUNCIATION_LENGTH)
        row = db.session.get(Pronunciation, (slot.session_id, person_id))
        if row is not None and said is None:
            db.session.delete(row)
        elif row is not None and said is not None:
            row.text = said
        elif said is not None:
            db.session.add(Pronunciation(session_id=slot.session_id, person_id=person_id, text=said))
        _noted(slot_id, "interpretation.pronunciation", {"person": f"person:{person_id}"}, now, actor)


def _slot(slot_id: str) -> Slot:
    hold_programme_within(slot_id=slot_id)
    found = db.session.scalar(select(Slot).where(Slot.id == slot_id).with_for_update())
    if found is None:
        raise errors.NotFound()
    return found


def _service(slot_id: str, service_id: str, revision: int) -> LanguageService:
    row = db.session.scalar(
        select(LanguageService)
        .where(LanguageService.id == service_id, LanguageService.slot_id == slot_id)
        .with_for_update()
    )
    if row is None:
        raise errors.NotFound()
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row


def _on_panel(session_id: int, who: str, roles: tuple[str, ...]) -> int:
    wanted = (
        select(Person.id)
        .join(Panelist, Panelist.person_id == Person.id)
        .where(Panelist.session_id == session_id, Person.public_id == who, Person.erased_at.is_(None))
    )
    found = db.session.scalar(wanted.where(Panelist.role.in_(roles)) if roles else wanted)
    if found is None:
        raise errors.NotFound(field="person")
    return found


def _noted(
    slot_id: str,
    act: str,
    after: Mapping[str, object],
    now: datetime,
    actor: str,
    *,
    before: Mapping[str, object] | None = None,
) -> None:
    note(now, actor, act, f"slot:{slot_id}", before=before or {}, after=after)
    mark_hour_within(slot_id, now)
    mark_changed(slot_id)
