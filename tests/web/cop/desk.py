"""A conference with delegations at every step, and what an officer sends from its pages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.tracks import Mover
from meetings.extensions import db
from meetings.models import Delegation, Letter, Nomination, Participation
from meetings.services.cop import change_requests
from meetings.services.cop.tracks import By
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_focal_point,
    make_letter,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import NOW
from tests.web.test_desk import csrf

HOUR = timedelta(hours=1)
FOCAL = By(Mover.NOMINATOR, "focal:x")
DESK = "/en/desk/cop"


def make_desk() -> dict[str, str]:
    """Store a conference in which something of each kind waits; give the ids of delegations and people."""
    programme = make_conference()
    first, second = segments_of(programme)
    kenya = make_delegation(programme, make_state(detail={"ldc": False}))
    make_focal_point(kenya, name="Wanjiru Invented", language="fr", email="wanjiru@example.org")
    make_letter(kenya, "received", state_since=NOW - 5 * HOUR, reference="MFA/12")
    make_nominee(kenya, first, name="Ama Example", function="Head of unit")
    make_nominee(kenya, first, second, name="Baraka Example")
    ghana = make_delegation(programme, make_state("GH", "Ghana", detail={"ldc": True}))
    make_focal_point(ghana, opened_at=NOW, email="ghana@example.org")
    make_letter(ghana, "accepted", state_since=NOW - 3 * HOUR)
    make_nominee(ghana, first, second, name="Efua Example", state="letter_checked")
    kofi = make_nominee(ghana, first, name="Kofi Example")
    body = make_delegation(programme, make_body())
    make_focal_point(body, kind="contact", email="body@example.org")
    make_letter(body, "accepted")
    noa = make_nominee(body, first, name="Noa Example", state="badge_issued")
    make_nominee(body, first, name="Ama Example", state="accredited")
    ids = {"kenya": kenya.id, "ghana": ghana.id, "body": body.id, "kofi": kofi.id, "noa": noa.id}
    given = Nominee("Kofi Corrected", role="adviser", function="Director", email="kofi.example@example.org")
    ids["request"] = change_requests.ask(
        ghana.id,
        "correct",
        NOW,
        by=FOCAL,
        given=_wished(given, kofi),
        nomination_id=kofi.id,
        why="A new post",
    )
    return ids


def _wished(given: Nominee, of: Nomination) -> Nominee:
    part = of.participations[0]
    return replace(given, wishes=(Wish(part.segment_id, part.mode, part.rights),))


def press(client: FlaskClient, path: str, **fields: Any) -> Any:
    """Send a form of the desk, with its token."""
    return client.post(path, data={"csrf_token": csrf(client, path)} | fields)


def parts_of(name: str) -> list[tuple[str, int, str]]:
    """Give the participations of a person: id, revision and state."""
    rows = db.session.scalars(
        select(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Nomination.name == name)
        .order_by(Participation.segment_id)
    )
    return [(one.id, one.revision, one.state) for one in rows]


def seen(*names: str) -> dict[str, Any]:
    """Give the fields that tick people, as their form carries them."""
    found = [part for name in names for part in parts_of(name)]
    fields: dict[str, Any] = {"person": [one for one, _revision, _state in found]}
    for one, revision, state in found:
        fields |= {f"seen-{one}": str(revision), f"was-{one}": state}
    return fields


def letter_of(delegation_id: str) -> Letter:
    """Give the last version of a delegation's letter."""
    return db.session.get_one(Delegation, delegation_id).letters[-1]
