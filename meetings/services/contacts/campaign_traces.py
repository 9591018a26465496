"""What people leave in campaigns: it counts as before, and tells no more where they were."""

from sqlalchemy import update

from meetings.extensions import store
from meetings.models.contacts.campaigns import CampaignRecipient


def leave_campaigns(person_id: int) -> None:
    """Take away in which zone somebody was; that a mail went out, and that a link was followed, still counts."""
    store(update(CampaignRecipient).where(CampaignRecipient.person_id == person_id).values(zone=None))
