"""What mails of campaigns say, as the facts stand now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from meetings.domain.codes import NoticeKind
from meetings.domain.contacts.campaigns import CampaignState
from meetings.extensions import db
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient
from meetings.models.messages import Notice
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.contacts.campaign_audience import is_written_to

SENT_IN = (CampaignState.RUNNING, CampaignState.DONE)


@dataclass(frozen=True, slots=True)
class CampaignLetter:
    """One reader's mail of a campaign: in which language, its words, and the key by which its links count."""

    campaign_id: str
    language: str
    subject: str
    body: str
    key: str
    links: tuple[str, ...]
    counts_opens: bool
    scope: str
    demonstration: bool
    contact: str | None = None


def campaign_letters(message_ids: Collection[str]) -> dict[str, CampaignLetter]:
    """Give by message what it says; none of a campaign that rests or was cancelled.

    Nor to somebody who was merged meanwhile, or whom the secretariat writes to no more.
    """
    rows = db.session.execute(
        select(
            Notice.message_id,
            Notice.person_id,
            CampaignRecipient.campaign_id,
            CampaignRecipient.language,
            CampaignRecipient.key,
        )
        .join(
            CampaignRecipient,
            (Notice.subject == "campaign:" + CampaignRecipient.campaign_id)
            & (CampaignRecipient.person_id == Notice.person_id),
        )
        .join(Person, Person.id == Notice.person_id)
        .where(
            Notice.kind == NoticeKind.CAMPAIGN,
            Notice.message_id.in_(list(message_ids)),
            Person.merged_into_id.is_(None),
            is_written_to(Person.id),
        )
    ).all()
    campaigns = _campaigns({row.campaign_id for row in rows})
    invented = bool(rows) and is_demonstration()
    return {
        row.message_id: letter_of(campaigns[row.campaign_id], row.language, row.key, invented=invented)
        for row in rows
        if row.campaign_id in campaigns
    }


def _campaigns(ids: Collection[str]) -> Mapping[str, Campaign]:
    if not ids:
        return {}
    rows = db.session.scalars(select(Campaign).where(Campaign.id.in_(ids), Campaign.state.in_(SENT_IN)))
    return {row.id: row for row in rows}


def is_demonstration() -> bool:
    """Say whether this store holds the demonstration: then no mail of a campaign leaves to anybody's mailbox."""
    return db.session.scalar(select(Programme.id).where(Programme.demonstration).limit(1)) is not None


def letter_of(row: Campaign, language: str, key: str, *, invented: bool) -> CampaignLetter:
    """Give the words of a campaign in a language; in English, where it has none in that."""
    spoken = language if language in row.texts else "en"
    text = row.texts.get(spoken, {"subject": "", "body": ""})
    return CampaignLetter(
        campaign_id=row.id,
        language=spoken,
        subject=text["subject"],
        body=text["body"],
        key=key,
        links=tuple(row.links),
        counts_opens=row.counts_opens,
        scope=row.scope,
        demonstration=invented,
    )
