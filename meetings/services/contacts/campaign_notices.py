"""Which campaign mails today's facts make due; each question may be asked twice at once, and pausing undoes none."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, exists, func, literal, select, update

from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.contacts.campaigns import OF_USE, CampaignState
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient
from meetings.models.messages import Message, Notice
from meetings.models.people import OptOut, Person
from meetings.queries.contacts.campaign_audience import is_written_to
from meetings.services.contacts.campaigns import subject_of

OCCASION: Final = "mail"
COLUMNS: Final = ("kind", "person_id", "subject", "occasion", "due_at", "not_after", "created_at")
UNTOLD: Final = and_(
    CampaignRecipient.noticed_at.is_(None),
    CampaignRecipient.left_out.is_(None),
    is_written_to(CampaignRecipient.person_id),
)
UNSENT: Final = (MessageState.DUE, MessageState.RETRY, MessageState.CLAIMED)


def notice_campaigns(now: datetime) -> None:
    """Hand to the outbox whose morning has come, take up again what a pause held back, and see what is done."""
    going = select(Campaign.id, Campaign.state).where(
        Campaign.state.in_((CampaignState.SCHEDULED, CampaignState.RUNNING)), Campaign.planned_at.is_not(None)
    )
    for campaign_id, state in db.session.execute(going).all():
        if state == CampaignState.SCHEDULED and not _begins(campaign_id, now):
            continue
        with transaction():
            row = db.session.get(Campaign, campaign_id, with_for_update=True)
            if row is None or row.state not in (CampaignState.SCHEDULED, CampaignState.RUNNING):
                continue
            row.state = CampaignState.RUNNING
            _notice(campaign_id, now)
            _take_up(campaign_id)
            if not _waits(campaign_id):
                row.state, row.ended_at = CampaignState.DONE, now


def _begins(campaign_id: str, now: datetime) -> bool:
    first = db.session.scalar(
        select(func.min(CampaignRecipient.due_at)).where(CampaignRecipient.campaign_id == campaign_id, UNTOLD)
    )
    return first is None or first <= now


def _notice(campaign_id: str, now: datetime) -> None:
    """Make the notices of everybody whose morning has come, in one statement; those that are there stay."""
    due = and_(CampaignRecipient.campaign_id == campaign_id, UNTOLD, CampaignRecipient.due_at <= now)
    if db.session.scalar(select(CampaignRecipient.person_id).where(due).limit(1)) is None:
        return
    rows = select(
        literal(str(NoticeKind.CAMPAIGN)),
        CampaignRecipient.person_id,
        literal(subject_of(campaign_id)),
        literal(OCCASION),
        CampaignRecipient.due_at,
        literal(now + OF_USE, Notice.not_after.type),
        literal(now, Notice.created_at.type),
    ).where(due)
    statement = insert_new(Notice).from_select(COLUMNS, rows, include_defaults=False)
    store(statement.on_conflict_do_nothing())
    store(update(CampaignRecipient).where(due).values(noticed_at=now))


def _take_up(campaign_id: str) -> None:
    """Let what a pause held back be planned anew, to the mailbox its reader has now; not for whoever wants none."""
    wants_none = exists().where(
        OptOut.person_id == Notice.person_id, OptOut.scope == Campaign.scope, Campaign.id == campaign_id
    )
    ids = db.session.scalars(
        select(Notice.id)
        .join(Message, Message.id == Notice.message_id)
        .join(Person, Person.id == Notice.person_id)
        .join(CampaignRecipient, CampaignRecipient.person_id == Notice.person_id)
        .where(CampaignRecipient.campaign_id == campaign_id, *_of(campaign_id), *_reachable())
        .where(Message.state == MessageState.WITHDRAWN, ~wants_none)
    ).all()
    for at in range(0, len(ids), 1000):
        anew = update(Notice).where(Notice.id.in_(ids[at : at + 1000]))
        store(anew.values(message_id=None, withdrawn_at=None))


def _waits(campaign_id: str) -> bool:
    """Say whether anything is still to leave; whoever is held meanwhile is not waited for."""
    untold = exists().where(CampaignRecipient.campaign_id == campaign_id, UNTOLD)
    unsent = select(Message.id).join(Notice, Notice.message_id == Message.id)
    unsent = unsent.where(*_of(campaign_id), Message.state.in_(UNSENT))
    unplanned = select(Notice.id).join(Person, Person.id == Notice.person_id)
    unplanned = unplanned.where(
        *_of(campaign_id), Notice.message_id.is_(None), Notice.withdrawn_at.is_(None), *_reachable()
    )
    questions = (select(untold), select(unsent.exists()), select(unplanned.exists()))
    return any(db.session.scalar(one) for one in questions)


def _of(campaign_id: str) -> tuple[Any, ...]:
    return Notice.kind == NoticeKind.CAMPAIGN, Notice.subject == subject_of(campaign_id)


def _reachable() -> tuple[Any, ...]:
    stands = (Person.held_at.is_(None), Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    return *stands, is_written_to(Person.id)
