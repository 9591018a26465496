"""What campaigns hold of one person."""

from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient, CampaignVisit


def campaigns_of(person_id: int) -> list[dict[str, Any]]:
    """Give the campaigns somebody was on the lists of, why they were left out, and the links they opened."""
    rows = db.session.execute(
        select(CampaignRecipient, Campaign.texts)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(CampaignRecipient.person_id == person_id)
        .order_by(Campaign.made_at, Campaign.id)
    ).all()
    keys = [row.key for row, _texts in rows]
    visits: dict[str, list[dict[str, Any]]] = {one: [] for one in keys}
    kept = select(CampaignVisit).where(CampaignVisit.key.in_(keys)).order_by(CampaignVisit.id)
    for one in db.session.scalars(kept):
        visits[one.key].append({"link": one.number, "at": one.at, "counted": one.counts})
    return [
        {
            "subject": texts.get(row.language, {}).get("subject", ""),
            "language": row.language,
            "zone": row.zone,
            "due_at": row.due_at,
            "left_out": row.left_out,
            "opened_at": row.opened_at,
            "links_opened": visits[row.key],
        }
        for row, texts in rows
    ]
