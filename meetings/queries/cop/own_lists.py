"""What lists of participants, and other systems, hold of one person."""

from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.kronos import ExternalId
from meetings.models.cop.lists import ListCopy, ListEntry
from meetings.models.programmes import Programme


def listed_of(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Give how somebody is printed on published lists, and what other systems call them."""
    rows = db.session.execute(
        select(Programme.slug, Segment.slug, ListCopy, ListEntry.printed)
        .join(Segment, Segment.programme_id == Programme.id)
        .join(ListCopy, ListCopy.segment_id == Segment.id)
        .join(ListEntry, ListEntry.copy_id == ListCopy.id)
        .where(ListEntry.person_id == person_id)
        .order_by(ListCopy.made_at, ListCopy.id, ListEntry.place)
    )
    called = db.session.scalars(
        select(ExternalId)
        .where(ExternalId.person_id == person_id)
        .order_by(ExternalId.system, ExternalId.external_id)
    )
    return {
        "printed": [
            {
                "programme": programme,
                "segment": segment,
                "symbol": copy.symbol,
                "kind": copy.kind,
                "made_at": copy.made_at,
                "printed": printed,
            }
            for programme, segment, copy, printed in rows
        ],
        "called": [{"system": one.system, "id": one.external_id, "since": one.at} for one in called],
    }
