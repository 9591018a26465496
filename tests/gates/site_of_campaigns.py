"""What campaigns add to the site with one of everything: one that was planned, to as many as there are rows."""

from datetime import datetime
from typing import Any

from meetings.domain.contacts.campaigns import CampaignState
from meetings.extensions import db
from meetings.models import Campaign, CampaignRecipient
from tests.campaigns import TEXTS
from tests.contacts import make_contact, make_list


def put(site: Any, rows: int, now: datetime) -> None:
    """Store a campaign, a draft beside it for each row, and lists that it may go to."""
    people = [
        make_contact(f"Reader {number} Example", email=f"reader{number}@example.org", zone="Africa/Nairobi")
        for number in range(rows)
    ]
    lists = [make_list(f"Readers {number}", *people) for number in range(rows)]
    values = {
        "texts": TEXTS,
        "list_ids": [one.id for one in lists],
        "zone": "Europe/Zurich",
        "send_on": now.date(),
        "made_at": now,
        "made_by": "user:1",
        "updated_at": now,
    }
    links = ["https://www.example.org/programme"]
    sent = Campaign(
        name="News", state=CampaignState.PAUSED, planned_at=now, links=links, counts_opens=True, **values
    )
    db.session.add(sent)
    db.session.add_all(Campaign(name=f"Draft {number}", **values) for number in range(rows))
    db.session.flush()
    for number, one in enumerate(people):
        db.session.add(
            CampaignRecipient(
                campaign_id=sent.id,
                person_id=one.person_id,
                key=f"reader{number}reader{number}",
                language="en",
                zone="Africa/Nairobi",
                due_at=None if number == 0 else now,
                left_out="no_mailbox" if number == 0 else None,
            )
        )
    db.session.commit()
    site.names |= {"campaign_id": sent.id, "reader": "reader0reader0", "link": "1"}
