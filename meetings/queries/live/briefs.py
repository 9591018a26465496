"""What somebody on a panel is told of a slot before it: texts they may have, and how their connection was tested."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.kept import MaterialVersion
from meetings.models.live.interpretation import InterpreterPair
from meetings.models.programmes import Session
from meetings.models.publications import Material, Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.holders import is_told

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text of a session for an interpreter: a file, or an address; `is_early` while the public has not got it."""

    name: str
    title: Words
    language: str
    version: int
    address: str
    file: str | None
    file_name: str
    media_type: str
    bytes: int
    digest: str
    is_early: bool


def texts(slot_id: str, now: datetime, *, early: bool) -> list[TextRow]:
    """Give the texts and slides of a slot's session, each in its latest version that may be had.

    Takes: `early`, whether those under embargo may be had, too.
    """
    rows = db.session.scalars(
        select(Material)
        .join(Slot, Slot.session_id == Material.session_id)
        .where(Slot.id == slot_id)
        .order_by(Material.id)
    ).all()
    last: dict[int, MaterialVersion] = {}
    for one in db.session.scalars(
        select(MaterialVersion)
        .where(MaterialVersion.material_id.in_([row.id for row in rows]))
        .order_by(MaterialVersion.version)
    ):
        last[one.material_id] = one
    found = []
    for row in rows:
        is_embargoed = row.embargo_until is not None and row.embargo_until > now
        newer = last.get(row.id)
        if early and newer is not None and (newer.version > row.version or row.file is None):
            found.append(_text(row, newer, is_early=True))
        elif early or not is_embargoed:
            found.append(_text(row, row, is_early=is_embargoed))
    return [one for one in found if one.file or one.address]


def text(slot_id: str, name: str, now: datetime, *, early: bool) -> TextRow:
    """Give one of them.

    Raises: NotFound.
    """
    found = next((one for one in texts(slot_id, now, early=early) if one.name == name), None)
    if found is None:
        raise NotFound()
    return found


def _text(row: Material, kept: Material | MaterialVersion, *, is_early: bool) -> TextRow:
    return TextRow(
        name=row.name,
        title=row.title,
        language=row.language,
        version=kept.version,
        address="" if kept.file else row.address or "",
        file=kept.file,
        file_name=kept.file_name or row.name,
        media_type=kept.media_type or "application/octet-stream",
        bytes=kept.bytes or 0,
        digest=kept.digest or "",
        is_early=is_early,
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What an interpreter of a session said of coming."""

    session_id: int
    state: str


def answer_of(slot_id: str, person_id: int) -> Answered | None:
    """Give what an interpreter of a slot's session has answered; nothing for who is none, and of a draft."""
    row = db.session.execute(
        select(Panelist.session_id, Panelist.state)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Slot.id == slot_id, Panelist.person_id == person_id, Panelist.role == "interpreter", is_told())
    ).one_or_none()
    return Answered(*row) if row else None


def pairs_of(slot_id: str, person_id: int) -> list[tuple[str, str]]:
    """Give the pairs of languages that somebody interprets between in a slot's session."""
    rows = db.session.execute(
        select(InterpreterPair.source, InterpreterPair.target)
        .join(Slot, Slot.session_id == InterpreterPair.session_id)
        .where(Slot.id == slot_id, InterpreterPair.person_id == person_id)
        .order_by(InterpreterPair.id)
    )
    return [(source, target) for source, target in rows]
