"""What became of a campaign, in numbers: each has one definition, and adds up with the others to the whole."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from meetings.domain.bounces import InboundKind
from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.contacts.campaigns import CampaignState
from meetings.extensions import db
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient, CampaignVisit
from meetings.models.messages import Inbound, Message, Notice
from meetings.models.people import OptOut
from meetings.queries.contacts.campaign_audience import is_written_to

ANY = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """People of a campaign, by what became of their mail.

    `listed` = `left_out` + `planned`; `planned` = `sent` + `waiting` + `given_up` + `opted_out` (before it left) +
    `withdrawn` (cancelled, too late, or nobody to write to any more). Of `sent`, `bounced` came back, `followed` opened
    a link at least once, `opened` showed the pictures, `stopped` opted out after it and before any later campaign
    reached them.
    """

    listed: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    opted_out: int = 0
    withdrawn: int = 0
    bounced: int = 0
    bounces: dict[str, int] = field(default_factory=dict)
    stopped: int = 0
    followed: int = 0
    links: dict[int, int] = field(default_factory=dict)
    opened: int = 0
    languages: dict[str, int] = field(default_factory=dict)

    @property
    def planned(self) -> int:
        """Give how many were to be written to."""
        return self.listed - sum(self.left_out.values())


def outcome() -> ColumnElement[Any]:
    """Give the question what became of a recipient's mail: `left_out`, or the name of a number."""
    opted = exists().where(OptOut.person_id == CampaignRecipient.person_id, OptOut.scope == Campaign.scope)
    still = Campaign.state.in_((CampaignState.SCHEDULED, CampaignState.RUNNING, CampaignState.PAUSED))
    gone = or_(Notice.withdrawn_at.is_not(None), Message.state == MessageState.WITHDRAWN)
    return case(
        (CampaignRecipient.left_out.is_not(None), "left_out"),
        (Message.state == MessageState.SENT, "sent"),
        (Message.state == MessageState.GIVEN_UP, "given_up"),
        (and_(or_(gone, Message.id.is_(None)), opted), "opted_out"),
        (Message.state == MessageState.TOO_LATE, "withdrawn"),
        (and_(Notice.withdrawn_at.is_not(None), Message.id.is_(None)), "withdrawn"),
        (and_(or_(gone, Message.id.is_(None)), ~is_written_to(CampaignRecipient.person_id)), "withdrawn"),
        (and_(Message.state == MessageState.WITHDRAWN, ~still), "withdrawn"),
        (and_(Message.id.is_(None), ~still), "withdrawn"),
        else_="waiting",
    )


def traced(*columns: Any) -> Any:
    """Begin a question about recipients, with their campaign, and notice and message as far as there are any."""
    told = and_(
        Notice.kind == NoticeKind.CAMPAIGN,
        Notice.subject == "campaign:" + CampaignRecipient.campaign_id,
        Notice.person_id == CampaignRecipient.person_id,
    )
    return (
        select(*columns)
        .select_from(CampaignRecipient)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .outerjoin(Notice, told)
        .outerjoin(Message, Message.id == Notice.message_id)
    )


def numbers(campaign_id: str) -> Numbers:
    """Count what became of a campaign."""
    of = CampaignRecipient.campaign_id == campaign_id
    became = outcome().label("became")
    counts, left_out, languages = Counter[str](), Counter[str](), Counter[str]()
    rows = db.session.execute(
        traced(became, CampaignRecipient.left_out, CampaignRecipient.language, func.count())
        .where(of)
        .group_by("became", CampaignRecipient.left_out, CampaignRecipient.language)
    ).all()
    for what, why, language, number in rows:
        counts[what] += number
        if why:
            left_out[why] += number
        else:
            languages[language] += number
    bounces, visits = _bounces(campaign_id), _visits(campaign_id)
    return Numbers(
        listed=counts.total(),
        left_out=dict(left_out),
        sent=counts["sent"],
        waiting=counts["waiting"],
        given_up=counts["given_up"],
        opted_out=counts["opted_out"],
        withdrawn=counts["withdrawn"],
        bounced=sum(bounces.values()),
        bounces=bounces,
        stopped=_stopped(campaign_id),
        followed=visits.pop(ANY, 0),
        links=visits,
        opened=_count(of, CampaignRecipient.opened_at.is_not(None)),
        languages=dict(languages),
    )


def sent_and_planned(ids: list[str]) -> dict[str, tuple[int, int]]:
    """Give of some campaigns how many mails have left and how many were planned, in one question."""
    is_sent = case((Message.state == MessageState.SENT, 1), else_=0)
    rows = db.session.execute(
        traced(CampaignRecipient.campaign_id, func.sum(is_sent), func.count())
        .where(CampaignRecipient.campaign_id.in_(ids), CampaignRecipient.left_out.is_(None))
        .group_by(CampaignRecipient.campaign_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(CampaignRecipient).where(*conditions)) or 0


def _bounces(campaign_id: str) -> dict[str, int]:
    """Count people whose mail left and came back, by the status that was given; `other` without one."""
    status = (
        select(func.max(Inbound.status))
        .where(Inbound.message_id == Message.id, Inbound.kind == InboundKind.BOUNCE)
        .scalar_subquery()
    )
    rows = db.session.execute(
        traced(status.label("status"), func.count())
        .where(
            CampaignRecipient.campaign_id == campaign_id,
            Message.state == MessageState.SENT,
            exists().where(Inbound.message_id == Message.id, Inbound.kind == InboundKind.BOUNCE),
        )
        .group_by("status")
    )
    return {row[0] or "other": row[1] for row in rows}


def _stopped(campaign_id: str) -> int:
    """Count those who opted out after this mail had left, and before a later campaign reached them."""
    later, later_mail = aliased(Notice), aliased(Message)
    since = exists().where(
        later.kind == NoticeKind.CAMPAIGN,
        later.person_id == CampaignRecipient.person_id,
        later.message_id == later_mail.id,
        later_mail.sent_at > Message.sent_at,
        later_mail.sent_at <= OptOut.at,
    )
    wish = and_(OptOut.person_id == CampaignRecipient.person_id, OptOut.scope == Campaign.scope)
    question = traced(func.count()).join(OptOut, wish)
    mine = (CampaignRecipient.campaign_id == campaign_id, Message.sent_at <= OptOut.at, ~since)
    return db.session.scalar(question.where(*mine)) or 0


def _visits(campaign_id: str) -> dict[int, int]:
    """Count people who followed a link, each by its number, any of them under `ANY`; a program's openings are none."""
    mine = (CampaignRecipient.campaign_id == campaign_id, CampaignVisit.counts)
    people = func.count(CampaignVisit.key.distinct())
    question = select(CampaignVisit.number, people).join(
        CampaignRecipient, CampaignRecipient.key == CampaignVisit.key
    )
    each = {row[0]: row[1] for row in db.session.execute(question.where(*mine).group_by("number"))}
    some = select(people).join(CampaignRecipient, CampaignRecipient.key == CampaignVisit.key)
    return each | {ANY: db.session.scalar(some.where(*mine)) or 0}
