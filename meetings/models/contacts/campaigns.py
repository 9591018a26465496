"""Campaigns: what is written to whoever is on some lists, to whom it goes and when, and which links were followed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.contacts.campaigns import SCOPE, CampaignState
from meetings.models.base import Base, Revised, random_id

UNTOLD = text("noticed_at IS NULL AND left_out IS NULL")


class Campaign(Revised, Base):
    """One mail in several languages to everybody on some lists, in the morning of each.

    `texts` are subject and body by language, `links` the addresses they lead to, by number from 1; both stand from
    scheduling on. `scope` is what a reader opts out of, `zone` counts where nobody knows a reader's.
    """

    __tablename__ = "campaigns"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=CampaignState.DRAFT)
    list_ids: Mapped[list[str]] = mapped_column(default=list)
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    links: Mapped[list[str]] = mapped_column(default=list)
    scope: Mapped[str] = mapped_column(default=SCOPE)
    zone: Mapped[str]
    send_on: Mapped[date | None]
    send_hour: Mapped[int] = mapped_column(default=9)
    counts_opens: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    scheduled_at: Mapped[datetime | None]
    planned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class CampaignRecipient(Base):
    """Somebody on the lists of a campaign when it was planned: when their morning is, or why they are left out.

    `key` stands in the links of their mail; it gives no right, and only counts. `noticed_at` is when the mail was
    handed to the outbox, which knows the rest.
    """

    __tablename__ = "campaign_recipients"
    __table_args__ = (
        Index(
            "ix_campaign_recipients_untold",
            "campaign_id",
            "due_at",
            sqlite_where=UNTOLD,
            postgresql_where=UNTOLD,
        ),
    )

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    key: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    zone: Mapped[str | None]
    due_at: Mapped[datetime | None]
    left_out: Mapped[str | None]
    noticed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]


class CampaignVisit(Base):
    """One opening of a link of somebody's mail; `counts` unless it looks like a program's."""

    __tablename__ = "campaign_visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("campaign_recipients.key"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    counts: Mapped[bool]
