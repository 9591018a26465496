"""Campaigns as the desk shows them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.campaigns import CampaignState
from meetings.domain.errors import NotFound
from meetings.domain.jobs import CAMPAIGNS, JobState
from meetings.extensions import db
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient
from meetings.models.contacts.contacts import ContactList
from meetings.models.jobs import Job
from meetings.models.programmes import Programme
from meetings.queries.contacts.campaign_numbers import sent_and_planned

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the list: how it stands, and how many of how many mails have left."""

    id: str
    name: str
    state: CampaignState
    send_on: date | None
    send_hour: int
    languages: tuple[str, ...]
    sent: int
    planned: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CampaignShown:
    """A campaign, whole; `settled` of `to_settle` people are planned, `first_at` and `last_at` are their mornings."""

    id: str
    name: str
    state: CampaignState
    revision: int
    list_ids: tuple[str, ...]
    texts: dict[str, dict[str, str]]
    links: tuple[str, ...]
    scope: str
    zone: str
    send_on: date | None
    send_hour: int
    counts_opens: bool
    planned_at: datetime | None
    ended_at: datetime | None
    settled: int
    to_settle: int
    first_at: datetime | None
    last_at: datetime | None
    has_failed: bool


@dataclass(frozen=True, slots=True)
class ListShown:
    """A list one may choose."""

    id: str
    name: str


def campaigns() -> list[CampaignRow]:
    """Give all campaigns, the latest first."""
    rows = db.session.scalars(
        select(Campaign).order_by(Campaign.made_at.desc(), Campaign.id).limit(MOST)
    ).all()
    counts = sent_and_planned([row.id for row in rows])
    return [
        CampaignRow(
            id=row.id,
            name=row.name,
            state=CampaignState(row.state),
            send_on=row.send_on,
            send_hour=row.send_hour,
            languages=tuple(code for code in LANGUAGES if code in row.texts),
            sent=counts.get(row.id, (0, 0))[0],
            planned=counts.get(row.id, (0, 0))[1],
            made_at=row.made_at,
        )
        for row in rows
    ]


def campaign(campaign_id: str) -> CampaignShown:
    """Give a campaign.

    Raises: NotFound.
    """
    row = db.session.get(Campaign, campaign_id)
    if row is None:
        raise NotFound()
    due = CampaignRecipient.due_at
    settled, first_at, last_at = db.session.execute(
        select(func.count(), func.min(due), func.max(due)).where(CampaignRecipient.campaign_id == row.id)
    ).one()
    of = (Job.kind == CAMPAIGNS, Job.subject == f"campaign:{row.id}", Job.state != JobState.EMPTIED)
    job = db.session.scalar(select(Job).where(*of).order_by(Job.created_at.desc(), Job.id).limit(1))
    return CampaignShown(
        id=row.id,
        name=row.name,
        state=CampaignState(row.state),
        revision=row.revision,
        list_ids=tuple(row.list_ids),
        texts=dict(row.texts),
        links=tuple(row.links),
        scope=row.scope,
        zone=row.zone,
        send_on=row.send_on,
        send_hour=row.send_hour,
        counts_opens=row.counts_opens,
        planned_at=row.planned_at,
        ended_at=row.ended_at,
        settled=settled,
        to_settle=job.total if job else settled,
        first_at=first_at,
        last_at=last_at,
        has_failed=job is not None and job.state == JobState.FAILED,
    )


def lists_offered() -> list[ListShown]:
    """Give the lists that a campaign may go to, by name."""
    rows = db.session.execute(
        select(ContactList.id, ContactList.name)
        .where(ContactList.ended_at.is_(None))
        .order_by(ContactList.name)
    )
    return [ListShown(row[0], row[1]) for row in rows]


def zone_of_programmes() -> str:
    """Give the zone of the programme that began last, which counts where nobody knows a reader's; else UTC."""
    last = select(Programme.zone).order_by(Programme.starts_on.desc(), Programme.id.desc()).limit(1)
    return db.session.scalar(last) or "UTC"
