"""What the store holds of somebody as a panellist, or as an assistant of one."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased, raiseload

from meetings.extensions import db
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.invitations import PanelInvitation
from meetings.models.panel.proposals import PanelProposal
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist

Facts = dict[str, Any]
SAID: Final = ("role", "function", "organization", "minutes", "state", "state_since", "state_words")
PROPOSED: Final = ("name", "email", "organization", "words", "state", "proposed_at")


def panel_rows(person_id: int) -> dict[str, list[Facts]]:
    """Give somebody's panels, invitations and proposals, who assists them, and whom they assist."""
    return {
        "panels": _panels(person_id),
        "panel_invitations": _invitations(person_id),
        "panel_proposals": _proposals(person_id),
        "panel_assistants": _assistants(person_id),
    }


def _panels(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Panelist, Session.slug, Session.title, Programme.slug)
        .join(Session, Session.id == Panelist.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Panelist.person_id == person_id)
        .order_by(Panelist.id)
        .options(raiseload("*"))
    )
    return [
        {"programme": programme, "session": slug, "title": title}
        | {name: getattr(row, name) for name in SAID}
        for row, slug, title, programme in rows
    ]


def _invitations(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Programme.slug, PanelInvitation.invited_at, PanelInvitation.opened_at)
        .join(Programme, Programme.id == PanelInvitation.programme_id)
        .where(PanelInvitation.person_id == person_id)
        .order_by(PanelInvitation.invited_at)
    )
    return [{"programme": row[0], "invited_at": row[1], "opened_at": row[2]} for row in rows]


def _proposals(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(PanelProposal, Session.slug)
        .join(Session, Session.id == PanelProposal.session_id)
        .where(PanelProposal.person_id == person_id)
        .order_by(PanelProposal.proposed_at, PanelProposal.id)
    )
    return [{"session": slug} | {name: getattr(row, name) for name in PROPOSED} for row, slug in rows]


def _assistants(person_id: int) -> list[Facts]:
    """Give who assists somebody, and whom they assist."""
    whom, helper = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(Assistant, Programme.slug, whom.name, helper.name)
        .join(Programme, Programme.id == Assistant.programme_id)
        .join(whom, whom.id == Assistant.person_id)
        .join(helper, helper.id == Assistant.helper_id)
        .where((Assistant.person_id == person_id) | (Assistant.helper_id == person_id))
        .order_by(Assistant.added_at, Assistant.id)
        .options(raiseload("*"))
    )
    return [
        {
            "programme": programme,
            "panelist": of,
            "assistant": by,
            "added_at": row.added_at,
            "ended_at": row.ended_at,
        }
        for row, programme, of, by in rows
    ]
