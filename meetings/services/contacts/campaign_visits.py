"""Links of campaign mails that were opened: counted, and never more than counted."""

from datetime import datetime

from sqlalchemy import func, select, update

from meetings.domain.codes import NoticeKind
from meetings.domain.contacts.campaigns import AT_ONCE, MOST_VISITS, is_scan, is_walk
from meetings.domain.errors import NotFound
from meetings.extensions import db, transaction
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient, CampaignVisit
from meetings.models.messages import Message, Notice
from meetings.services.contacts.campaigns import subject_of


def address_of(key: str, number: int) -> str:
    """Give the address that a link of somebody's mail leads to: one of those in their campaign, and no other.

    Raises: NotFound.
    """
    row = _campaign(key)
    if not 1 <= number <= len(row.links):
        raise NotFound()
    return row.links[number - 1]


def visit(key: str, number: int, now: datetime) -> None:
    """Note that a link was opened; of what looks like a program's, that it does not count."""
    address_of(key, number)
    sent_at = _sent_at(key)
    if sent_at is None:
        return  # nobody has it yet
    with transaction():
        near = now - 2 * AT_ONCE
        kept = db.session.scalar(
            select(func.count()).select_from(CampaignVisit).where(CampaignVisit.key == key)
        )
        if (kept or 0) >= MOST_VISITS:
            return
        lately = db.session.scalars(
            select(CampaignVisit).where(CampaignVisit.key == key, CampaignVisit.at >= near)
        ).all()
        walks = is_walk(number, now, [(one.number, one.at) for one in lately])
        if walks:
            for one in lately:
                if one.number != number and abs(now - one.at) <= AT_ONCE:
                    one.counts = False
        counts = not walks and not is_scan(sent_at, now)
        db.session.add(CampaignVisit(key=key, number=number, at=now, counts=counts))


def opened(key: str, now: datetime) -> None:
    """Note that somebody's mail was shown with its pictures, the first time only; where that is counted at all.

    Raises: NotFound, where it is not.
    """
    if not _campaign(key).counts_opens:
        raise NotFound()
    if is_scan(_sent_at(key), now):
        return
    with transaction():
        first = (CampaignRecipient.key == key, CampaignRecipient.opened_at.is_(None))
        db.session.execute(update(CampaignRecipient).where(*first).values(opened_at=now))


def _campaign(key: str) -> Campaign:
    row = db.session.scalar(
        select(Campaign)
        .join(CampaignRecipient, CampaignRecipient.campaign_id == Campaign.id)
        .where(CampaignRecipient.key == key)
    )
    if row is None:
        raise NotFound()
    return row


def _sent_at(key: str) -> datetime | None:
    recipient = db.session.scalars(select(CampaignRecipient).where(CampaignRecipient.key == key)).one()
    return db.session.scalar(
        select(Message.sent_at)
        .join(Notice, Notice.message_id == Message.id)
        .where(
            Notice.kind == NoticeKind.CAMPAIGN,
            Notice.subject == subject_of(recipient.campaign_id),
            Notice.person_id == recipient.person_id,
        )
    )
