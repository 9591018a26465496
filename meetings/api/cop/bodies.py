"""Delegations, nominations and participations as they are written for programs."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from meetings.api.cop.access import Asking
from meetings.api.shapes import rfc3339
from meetings.domain.cop.tracks import Track, awaits

PRIVATE: Final = (
    "courtesy",
    "name",
    "function",
    "department",
    "organization",
    "address",
    "email",
    "telephone",
    "language",
    "gender",
)


def delegation_body(row: Any, who: Asking) -> dict[str, Any]:
    """Write a delegation, loaded with State or body, letters and focal points."""
    body = row.organization
    return {
        "id": row.id,
        "party": row.party_code,
        "organization": body.slug if body else None,
        "names": row.party.names if row.party else {"en": body.name} if body else {},
        "category": row.category,
        "quota": row.quota,
        "reopened_until": _instant(row.reopened_until),
        "letter": _letter(row.letters[-1], who) if row.letters else None,
        "focal_points": [_point(one) for one in row.focal_points] if who.is_officer else [],
        "revision": row.revision,
        "updated_at": rfc3339(row.updated_at),
    }


def nomination_body(row: Any) -> dict[str, Any]:
    """Write a person of a delegation, loaded with their parts."""
    return {
        **{name: getattr(row, name) or None for name in PRIVATE},
        "id": row.id,
        "delegation": row.delegation_id,
        "position": row.position,
        "role": row.role,
        "lists": row.lists,
        "replaces": row.replaces_id,
        "participations": [{"id": one.id, "state": one.state} for one in row.participations],
        "created_at": rfc3339(row.created_at),
        "revision": row.revision,
        "updated_at": rfc3339(row.updated_at),
    }


def participation_body(
    row: Any,
    segments: Mapping[int, str],
    sessions: Mapping[int, str],
    lettered: Collection[str],
    *,
    is_officer: bool,
) -> dict[str, Any]:
    """Write a person's part in a segment, loaded with their nomination and meetings.

    Takes: the slugs of segments and meetings by their numbers; the delegations that sent a letter.
    """
    awaited, whom = awaits(
        Track.PARTICIPATION, row.state, has_letter=row.nomination.delegation_id in lettered
    )
    return {
        "id": row.id,
        "delegation": row.nomination.delegation_id,
        "nomination": row.nomination_id,
        "segment": segments.get(row.segment_id, ""),
        "mode": row.mode,
        "rights": row.rights,
        "meetings": sorted(sessions[one.session_id] for one in row.meetings if one.session_id in sessions),
        "state": row.state,
        "state_since": rfc3339(row.state_since),
        "awaited": str(awaited),
        "awaited_from": str(whom),
        "pass_code": row.pass_code if is_officer else None,
        "revision": row.revision,
        "updated_at": rfc3339(row.updated_at),
    }


def _letter(row: Any, who: Asking) -> dict[str, Any]:
    awaited, whom = awaits(Track.LETTER, row.state)
    return {
        "id": row.id,
        "version": row.version,
        "kind": row.kind,
        "state": row.state,
        "state_since": rfc3339(row.state_since),
        "reason": row.reason if who.sees_private else None,
        "awaited": str(awaited),
        "awaited_from": str(whom),
    }


def _point(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "email": row.email,
        "language": row.language,
        "invited_at": rfc3339(row.invited_at),
        "opened_at": _instant(row.opened_at),
        "reminded_at": _instant(row.reminded_at),
        "ended_at": _instant(row.ended_at),
    }


def _instant(at: datetime | None) -> str | None:
    return rfc3339(at) if at is not None else None
