"""Who did something on a panel: the panellist, an assistant by name, or staff on their behalf."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.journal import Audit
from meetings.models.panel.assistants import Assistant
from meetings.models.people import Person

LATEST: Final = 20
HELPERS: Final = "assistant:"
OWN: Final = "panel:"


class Doer(StrEnum):
    """As whom somebody acts."""

    OWN = "own"
    ASSISTANT = "assistant"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Did:
    """Who did something, when, and what; `name` is an assistant's, empty for whoever was erased."""

    doer: Doer
    name: str
    act: str
    at: datetime
    facts: dict[str, Any]


def subject_of(programme: str, public_id: str) -> str:
    """Name somebody's panels in a programme in the journal."""
    return f"panel:{programme}/{public_id}"


def latest_acts(programme: str, public_id: str) -> tuple[Did, ...]:
    """Give what was done last about somebody's panels, the latest first."""
    rows = db.session.scalars(
        select(Audit)
        .where(Audit.subject == subject_of(programme, public_id))
        .order_by(Audit.id.desc())
        .limit(LATEST)
    ).all()
    names = assistants_named(row.actor for row in rows)
    return tuple(
        Did(doer_of(row.actor), names.get(row.actor, ""), row.act.removeprefix("panel."), row.at, row.after)
        for row in rows
    )


def doer_of(actor: str) -> Doer:
    """Say as whom somebody acted."""
    if actor.startswith(HELPERS):
        return Doer.ASSISTANT
    return Doer.OWN if actor.startswith(OWN) else Doer.STAFF


def assistants_named(actors: Iterable[str]) -> dict[str, str]:
    """Give the names of assistants by the actors they are noted as, also of those who were taken away."""
    ids = {one.removeprefix(HELPERS) for one in actors if one.startswith(HELPERS)}
    if not ids:
        return {}
    rows = db.session.execute(
        select(Assistant.id, Person.name)
        .join(Person, Person.id == Assistant.helper_id)
        .where(Assistant.id.in_(ids))
    )
    return {f"{HELPERS}{name}": person for name, person in rows}
