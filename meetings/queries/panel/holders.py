"""Who holds the link of a panel: somebody who is on panels of a programme, or their assistant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.codes import PanelistState, SessionState
from meetings.domain.errors import LinkDead
from meetings.domain.panel.answers import is_shut
from meetings.domain.tokens import Keys, link_id
from meetings.extensions import db
from meetings.models.links import Link
from meetings.models.panel.assistants import Assistant
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.links import bearer_of

PURPOSE: Final = "speak"
OWN: Final = "season"
HELPER: Final = "assistant"
TOLD: Final = (SessionState.PUBLISHED, SessionState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds a link: whose panels it is about, in which programme, and the assistant, if it is one's.

    `generation` is the link's: what was proved by an older one holds no more.
    """

    person: Person
    programme: Programme
    bearer: str
    generation: int
    assistant: Assistant | None = None

    @property
    def reader(self) -> Person:
        """Give who reads the page, and whose mail proves their device."""
        return self.assistant.helper if self.assistant else self.person

    @property
    def actor(self) -> str:
        """Give the name under which acts are noted."""
        return f"{HELPER}:{self.assistant.id}" if self.assistant else f"panel:{self.person.public_id}"


def is_told() -> Any:
    """Ask whether a session is one that its panel hears of: published, or cancelled since, in a published programme.

    A draft is told to nobody but staff.
    """
    published = select(Programme.id).where(Programme.published)
    return and_(Session.state.in_(TOLD), Session.programme_id.in_(published))


def own_bearer(person_id: int, programme_id: int) -> str:
    """Name the bearer of a panellist's own link."""
    return f"{OWN}:{person_id}:{programme_id}"


def assistant_bearer(assistant_id: str) -> str:
    """Name the bearer of an assistant's link."""
    return f"{HELPER}:{assistant_id}"


def holder_of(token: str, keys: Keys, now: datetime | None = None) -> Holder:
    """Give who holds a link.

    Takes: `now`, to refuse links of seasons that are long over.
    Raises: LinkDead, for a link that is unknown, cut or withdrawn, of an assistant who was taken away, or of somebody
    who was erased or is on no panel of the programme any more.
    """
    bearer = bearer_of(token, PURPOSE, keys)
    link = db.session.get_one(Link, str(link_id(token)))
    kind, _colon, rest = bearer.partition(":")
    assistant = _assistant(rest) if kind == HELPER else None
    if assistant is not None:
        person_id, programme_id = assistant.person_id, assistant.programme_id
    else:
        person_id, programme_id = (int(one) for one in rest.split(":"))
    person, programme = db.session.get(Person, person_id), db.session.get(Programme, programme_id)
    if person is None or programme is None or person.erased_at is not None:
        raise LinkDead()
    on_panel = select(Panelist.id).join(Session, Session.id == Panelist.session_id)
    on_panel = on_panel.where(Panelist.person_id == person_id, Session.programme_id == programme_id)
    if db.session.scalar(on_panel.limit(1)) is None:
        raise LinkDead()
    if now is not None and is_shut(programme.ends_on, _last_at(programme_id), now):
        raise LinkDead()
    return Holder(person, programme, bearer, link.generation, assistant)


def was_link(token: str) -> bool:
    """Say whether something is, or once was, the link of a panel."""
    name = link_id(token)
    link = db.session.get(Link, name) if name else None
    return link is not None and link.purpose == PURPOSE


def roles_at(holder: Holder, slot_id: str) -> frozenset[str]:
    """Give what whoever holds a link does in the hour of a slot: `speaker`, `moderator`, `interpreter`, `host`.

    Whoever declined does nothing, nobody does anything in a draft, and no assistant in any hour: they look after papers
    and answers, but moderate nothing, enter nowhere and get no text under embargo.
    """
    return frozenset() if holder.assistant is not None else panel_roles(holder, slot_id)


def panel_roles(holder: Holder, slot_id: str) -> frozenset[str]:
    """Give as what the panellist is on the panel of a slot of their programme, whoever reads it for them."""
    roles = (
        select(Panelist.role)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .join(Session, Session.id == Slot.session_id)
        .where(
            Slot.id == slot_id,
            Session.programme_id == holder.programme.id,
            Panelist.person_id == holder.person.id,
            Panelist.state != PanelistState.DECLINED,
            is_told(),
        )
    )
    return frozenset(db.session.scalars(roles))


def _last_at(programme_id: int) -> datetime | None:
    last = select(func.max(Slot.starts_at)).join(Session, Session.id == Slot.session_id)
    return db.session.scalar(last.where(Session.programme_id == programme_id))


def _assistant(name: str) -> Assistant:
    wanted = select(Assistant).where(Assistant.id == name, Assistant.ended_at.is_(None))
    found = db.session.scalar(wanted.options(joinedload(Assistant.helper), raiseload("*")))
    if found is None:
        raise LinkDead()
    return found
