"""Campaigns for tests: written, scheduled and planned."""

from datetime import date, datetime
from typing import Any

from flask import Flask

from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import Campaign, ContactList
from meetings.services.contacts import campaigns
from tests.factories import NOW

ACTOR = "user:1"
TEXTS = {
    "en": {
        "subject": "Registration is open",
        "body": "Please look at [the programme](https://www.example.org/programme).\n\nOr [ask](https://example.org/ask).",
    },
    "fr": {
        "subject": "Les inscriptions sont ouvertes",
        "body": "Voir [le programme](https://www.example.org/programme).",
    },
}


def make_campaign(*lists: ContactList, name: str = "News of November", **changes: Any) -> str:
    """Store a draft to some lists, to be sent at 9 on the day after `NOW`; give its id."""
    campaign_id = campaigns.create(name, "Europe/Zurich", NOW, actor=ACTOR)
    values = {
        "name": name,
        "list_ids": [one.id for one in lists],
        "texts": TEXTS,
        "zone": "Europe/Zurich",
        "send_on": date(2026, 11, 25),
        "send_hour": "9",
        "counts_opens": False,
    } | changes
    campaigns.change(campaign_id, values, 1, NOW, actor=ACTOR)
    return campaign_id


def schedule(app: Flask, campaign_id: str, now: datetime = NOW) -> None:
    """Schedule a campaign, and let a worker plan it."""
    db.session.rollback()
    revision = db.session.get_one(Campaign, campaign_id).revision
    campaigns.schedule(campaign_id, revision, now, actor=ACTOR)
    tick_jobs(app, now)
    db.session.rollback()
