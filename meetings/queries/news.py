"""What is new in a programme, as anybody may know it: from the versions of times, and what was done to sessions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.changes import Moment
from meetings.domain.codes import SessionState
from meetings.domain.news import News, StateChange, kind_of, public_since, seen_from, settled_steps, states_of
from meetings.extensions import db
from meetings.models.journal import Audit
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot, SlotVersion
from meetings.queries.programmes import SHOWN, ProgrammeShown, is_out, is_seen, is_shown, show_programme

Words = dict[str, str]
NEVER: Final = datetime.max.replace(tzinfo=UTC)
States = list[tuple[datetime, str]]


@dataclass(frozen=True, slots=True)
class TimeThen:
    """A time as it stood in a version."""

    starts_at: datetime
    minutes: int
    zone: str
    version: int


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One thing that happened; `name` stays the same as long as the site stands.

    `before` and `after` are of a time, `slot` its name; a session that was published has its times as they stood then.
    `language` is of a recording or a document.
    """

    kind: News
    at: datetime
    name: str
    session: str
    title: Words
    before: TimeThen | None = None
    after: TimeThen | None = None
    times: tuple[TimeThen, ...] = ()
    language: str = ""
    document: Words | None = None
    slot: str = ""

    @property
    def version(self) -> int | None:
        """Give the version that its time had from then on."""
        return self.after.version if self.after else None


def news(slug: str, at: Moment) -> tuple[ProgrammeShown, list[NewsRow]] | None:
    """Give what happened in a published programme, the newest first, or nothing when there is none."""
    programme = db.session.scalar(
        select(Programme).where(Programme.slug == slug, Programme.published).options(raiseload("*"))
    )
    if programme is None:
        return None
    rows = _rows(slug, Session.programme_id == programme.id, at)
    return show_programme(programme), sorted(rows, key=lambda row: (row.at, row.name), reverse=True)


def moves(slug: str, session_id: int, at: Moment) -> list[NewsRow]:
    """Give how the times of a session of a published programme were moved, as anybody may know it, the oldest first."""
    rows = _rows(slug, Session.id == session_id, at)
    return sorted((row for row in rows if row.kind is News.MOVED), key=lambda row: row.at)


def _rows(slug: str, which: ColumnElement[bool], at: Moment) -> list[NewsRow]:
    sessions = db.session.scalars(
        select(Session)
        .where(which, is_shown())
        .options(
            selectinload(Session.materials),
            selectinload(Session.slots).options(selectinload(Slot.versions), selectinload(Slot.recordings)),
            raiseload("*"),
        )
    ).all()
    acts = _acts(slug, [one.slug for one in sessions])
    opened = [moment for moment, state in acts.get(slug, ()) if state == "published"]
    return [row for one in sessions for row in _of_session(one, acts.get(f"/{one.slug}", []), opened, at)]


def _acts(programme: str, sessions: Iterable[str]) -> dict[str, States]:
    """Give when which state began, of the programme by its slug and of sessions by theirs behind a stroke."""
    subjects = {f"session:{programme}/{one}": f"/{one}" for one in sessions} | {
        f"programme:{programme}": programme
    }
    rows = db.session.execute(
        select(Audit.subject, Audit.at, Audit.after)
        .where(
            Audit.subject.in_(subjects),
            Audit.act.in_(("session.create", "session.change", "programme.create", "programme.change")),
        )
        .order_by(Audit.id)
    )
    found: dict[str, States] = {}
    for subject, moment, after in rows:
        state = "published" if after.get("published") is True else after.get("state")
        if state in SHOWN:
            states = found.setdefault(subjects[subject], [])
            if not states or states[-1][1] != state or subject.startswith("programme:"):
                states.append((moment, state))
    return found


def _of_session(session: Session, acts: States, opened: list[datetime], at: Moment) -> Iterator[NewsRow]:
    first = next((moment for moment, state in acts if state == SessionState.PUBLISHED), None)
    since = public_since(first, opened[-1] if opened else None)
    about = NewsRow(News.PUBLISHED, since or NEVER, session.slug, session.slug, session.title)
    seen = {slot.id: seen_from(slot.versions, since) for slot in session.slots}
    if since is not None:
        stood = [each[0] for each in seen.values() if each[0].changed_at <= since]
        yield replace(about, times=tuple(_then(one) for one in stood))
    starts_at = min((slot.starts_at for slot in session.slots), default=NEVER)
    states = states_of(acts, since, starts_at)
    yield from _of_states(about, states, at)
    with_session = {one.changed_at for one in states[1:]}
    for slot in session.slots:
        yield from _of_slot(about, slot, seen[slot.id], with_session, at)
        if session.audience == "public":
            yield from _of_recordings(about, slot)
    is_open = session.audience == "public"
    for paper in session.materials if is_open else ():
        if is_out(paper) and paper.published_at and _is_later(paper.published_at, since):
            new = replace(about, kind=News.DOCUMENT, at=paper.published_at, name=f"document-{paper.id}")
            yield replace(new, language=paper.language, document=paper.title)


def _of_states(about: NewsRow, states: Sequence[StateChange], at: Moment) -> Iterator[NewsRow]:
    for before, after in settled_steps(states, at):
        name = f"{about.session}-{after.changed_at:%Y%m%dT%H%M%SZ}"
        yield replace(about, kind=kind_of(before, after), at=after.changed_at, name=name)


def _of_slot(
    about: NewsRow, slot: Slot, seen: Sequence[SlotVersion], with_session: set[datetime], at: Moment
) -> Iterator[NewsRow]:
    since = about.at
    if since != NEVER and seen[0].changed_at > since:
        new = replace(about, kind=News.ADDED, at=seen[0].changed_at, name=f"{slot.id}-{seen[0].version}")
        yield replace(new, after=_then(seen[0]), slot=slot.id)
    for before, after in settled_steps(seen, at):
        if after.changed_at in with_session:
            continue  # told once, of the session
        new = replace(about, kind=kind_of(before, after), at=after.changed_at, slot=slot.id)
        yield replace(new, name=f"{slot.id}-{after.version}", before=_then(before), after=_then(after))


def _of_recordings(about: NewsRow, slot: Slot) -> Iterator[NewsRow]:
    since = about.at
    for one in slot.recordings:
        if is_seen(one) and one.published_at and _is_later(one.published_at, since):
            new = replace(about, kind=News.RECORDING, at=one.published_at, name=f"recording-{one.id}")
            yield replace(new, language=one.language)


def _is_later(moment: datetime, since: datetime | None) -> bool:
    """Say whether something was added to a session that was public already, or nobody noted since when it was."""
    return since is None or since == NEVER or moment > since


def _then(version: SlotVersion) -> TimeThen:
    return TimeThen(version.starts_at, version.minutes, version.zone, version.version)
