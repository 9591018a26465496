"""Panels and panellists as programs see them."""

from collections.abc import Iterable
from typing import Any

from meetings.domain.recordings import span_words
from meetings.queries.panel.assistants import standing_assistants
from meetings.queries.panel.desk import PanelistFound, PanelistRow, SessionPanel
from meetings.queries.panel.panels import PanelShown
from meetings.queries.panel.proposals import ProposalShown, proposals_by


def panelist_body(row: PanelistRow) -> dict[str, Any]:
    """Write somebody in the list of those on panels."""
    return {
        "id": row.public_id,
        "name": row.name,
        "is_reached": row.is_reached,
        "invited_at": row.invited_at,
        "opened_at": row.opened_at,
        "panels": [_panel(one) for one in row.own.panels],
        "wanted": _wanted(row.own.wanted),
    }


def found_body(found: PanelistFound, *, has_link: bool) -> dict[str, Any]:
    """Write one panellist in full; what is of all of their panels only where all of these are within reach."""
    person, of = found.person, (found.person.id, found.programme_id)
    return {
        "id": person.public_id,
        "name": person.name,
        "addresses": list(found.addresses),
        "language": person.language,
        "zone": person.zone,
        "invited_at": found.invited_at,
        "opened_at": found.opened_at,
        "is_whole": found.is_whole,
        "has_link": has_link,
        "panels": [_panel(one) for one in found.own.panels],
        "wanted": _wanted(found.own.wanted),
        "assistants": [
            {"id": one.id, "name": one.helper.name, "added_at": one.added_at}
            for one in standing_assistants(*of)
        ]
        if found.is_whole
        else [],
        "proposals": [proposal_body(one) for one in proposals_by(*of) if found.own.of(one.session)],
    }


def proposal_body(one: ProposalShown) -> dict[str, Any]:
    """Write a proposal."""
    names = ("id", "session", "by", "name", "email", "organization", "words", "proposed_at")
    return {name: getattr(one, name) for name in names} | {"state": str(one.state)}


def session_panel_body(panel: SessionPanel) -> dict[str, Any]:
    """Write the panel of a session."""
    names = ("name", "role", "function", "organization", "minutes", "position", "state")
    return {
        "session": panel.slug,
        "title": panel.title,
        "state": panel.state,
        "panel": [
            {"number": one.id, "person": one.public_id} | {name: getattr(one, name) for name in names}
            for one in panel.rows
        ],
        "seen": panel.seen,
    }


def _panel(one: PanelShown) -> dict[str, Any]:
    return {
        "session": one.slug,
        "title": one.title,
        "state": one.state,
        "roles": list(one.roles),
        "answer": one.answer,
        "answered_at": one.answered_at,
        "words": one.words,
        "function": one.function,
        "organization": one.organization,
        "minutes": one.minutes,
        "revision": one.revision,
        "times": [
            {
                "slot": time.id,
                "starts_at": time.starts_at,
                "minutes": time.minutes,
                "zone": time.zone,
                "state": time.state,
                "release": str(time.said.state),
                "parts": [span_words(part) for part in time.said.parts],
                "revision": time.said.revision,
            }
            for time in one.times
        ],
    }


def _wanted(every: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "thing": str(one.thing),
            "session": one.session,
            "until": one.until,
            "is_done": one.is_done,
            "is_owed": one.is_owed,
        }
        for one in every
    ]
