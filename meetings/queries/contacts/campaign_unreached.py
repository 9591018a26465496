"""Who did not get a campaign, and why: no mailbox, one that takes no mail, given up, or come back."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, or_, select

from meetings.domain.bounces import InboundKind
from meetings.domain.codes import MessageState
from meetings.domain.contacts.campaigns import UNREACHED
from meetings.extensions import db
from meetings.models.contacts.campaigns import CampaignRecipient
from meetings.models.messages import Inbound, Message
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.queries.contacts.campaign_numbers import traced

PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who did not get it: `why` is a reason of planning, `given_up` or `bounced`, `said` what was answered.

    `number` orders them.
    """

    public_id: str
    name: str
    organization: str | None
    country: str | None
    address: str
    why: str
    said: str
    number: int


def unreached(
    campaign_id: str, begin: int = 0, most: int | None = PER_PAGE, *, after: int = 0
) -> tuple[list[Unreached], int]:
    """Give those whom a campaign did not reach, in the order of people, and how many there are in all.

    Takes: how many to pass over; or those whose numbers are higher than one.
    """
    back = (
        select(func.max(Inbound.status + " " + Inbound.reason))
        .where(Inbound.message_id == Message.id, Inbound.kind == InboundKind.BOUNCE)
        .scalar_subquery()
    )
    came_back = back.is_not(None)
    lost = or_(
        CampaignRecipient.left_out.in_([str(one) for one in UNREACHED]),
        Message.state == MessageState.GIVEN_UP,
        (Message.state == MessageState.SENT) & came_back,
    )
    of = (CampaignRecipient.campaign_id == campaign_id, lost)
    total = db.session.scalar(traced(func.count()).where(*of)) or 0
    box = (
        select(func.max(Mailbox.id))
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(PersonMailbox.person_id == CampaignRecipient.person_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        traced(
            Person.public_id,
            Person.name,
            Person.organization,
            Person.country,
            Mailbox.address,
            Mailbox.failed_reason,
            CampaignRecipient.person_id,
            CampaignRecipient.left_out,
            Message.state.label("state"),
            Message.error,
            back.label("back"),
        )
        .join(Person, Person.id == CampaignRecipient.person_id)
        .outerjoin(Mailbox, Mailbox.id == func.coalesce(Message.mailbox_id, box))
        .where(*of, CampaignRecipient.person_id > after)
        .order_by(CampaignRecipient.person_id)
        .offset(begin)
        .limit(most)
    )
    return [_shown(row) for row in rows], total


def _shown(row: Any) -> Unreached:
    if row.left_out:
        why, said = row.left_out, row.failed_reason
    elif row.state == MessageState.GIVEN_UP:
        why, said = "given_up", row.error
    else:
        why, said = "bounced", row.back
    return Unreached(
        public_id=row.public_id,
        name=row.name,
        organization=row.organization,
        country=row.country,
        address=row.address or "",
        why=why,
        said=(said or "").strip(),
        number=row.person_id,
    )
