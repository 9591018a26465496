"""Planning a campaign: each on its lists is settled once, with the moment of their morning or why they are left out."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from sqlalchemy import Row, exists, func, insert, select

from meetings.domain.contacts.campaigns import CampaignState, language_for, morning, zone_for
from meetings.domain.zones import to_local
from meetings.extensions import db, store, transaction
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient
from meetings.models.parties import Party
from meetings.models.people import Person
from meetings.queries.contacts.campaign_audience import reason
from meetings.queries.contacts.lists import members_of

AT_ONCE: Final = 2_000
KEY_BYTES: Final = 10


def plan_some(campaign_id: str, revision: int, now: datetime) -> int | None:
    """Settle the next people of a campaign; give how many, or nothing where it was taken back or is planned.

    Whoever lost their turn and comes again goes on with whom nobody has settled, so nobody is twice, nor passed over
    because they took the place of somebody else in a merge meanwhile.
    """
    with transaction():
        row = db.session.get(Campaign, campaign_id, with_for_update=True)
        is_asked = row is not None and row.state == CampaignState.SCHEDULED and row.revision == revision
        if row is None or not is_asked or row.planned_at is not None:
            return None
        people = _next_people(row)
        if not people:
            row.planned_at = now
            return 0
        store(insert(CampaignRecipient), _settled(row, people, now))
        return len(people)


def settled(campaign_id: str) -> int:
    """Give how many people of a campaign are settled."""
    of = CampaignRecipient.campaign_id == campaign_id
    return db.session.scalar(select(func.count()).select_from(CampaignRecipient).where(of)) or 0


def _next_people(row: Campaign) -> Sequence[Row[Any]]:
    """Give the next people on the lists, as of the day on which the campaign was scheduled."""
    on = to_local(row.scheduled_at or row.updated_at, row.zone).date()
    listed = members_of(row.list_ids, on).subquery()
    number = listed.c[0]
    is_settled = exists().where(
        CampaignRecipient.campaign_id == row.id, CampaignRecipient.person_id == number
    )
    ids = db.session.scalars(select(number).where(~is_settled).order_by(number).limit(AT_ONCE)).all()
    return db.session.execute(
        select(
            Person.id,
            Person.language,
            Person.zone,
            Party.zone.label("capital"),
            Person.country,
            reason(row.scope).label("left_out"),
        )
        .outerjoin(Party, Party.code == Person.country)
        .where(Person.id.in_(ids))
        .order_by(Person.id)
    ).all()


def _settled(row: Campaign, people: Sequence[Row[Any]], now: datetime) -> list[dict[str, Any]]:
    assert row.send_on is not None  # asked for before it is scheduled
    zones: dict[tuple[str | None, ...], str] = {}
    mornings: dict[str, datetime] = {}
    rows = []
    for one in people:
        where = (one.zone, one.capital, one.country)
        zone = zones.get(where)
        if zone is None:
            zone = zones[where] = zone_for((one.zone, one.capital), one.country, row.zone)
            mornings.setdefault(zone, morning(row.send_on, row.send_hour, zone, now))
        rows.append(
            {
                "campaign_id": row.id,
                "person_id": one.id,
                "key": token_hex(KEY_BYTES),
                "language": language_for(one.language, row.texts),
                "zone": zone,
                "due_at": None if one.left_out else mornings[zone],
                "left_out": one.left_out,
            }
        )
    return rows
