"""Which phrases staff put in place of ours, and whether sending rests."""

from datetime import datetime

from sqlalchemy import select

from meetings.domain.phrases import Phrases
from meetings.extensions import db
from meetings.models.messages import MailPhrases, Pause

SENDING = "sending"


def edited(language: str) -> dict[str, Phrases]:
    """Give the phrases that staff chose in a language, by key."""
    rows = db.session.scalars(select(MailPhrases).where(MailPhrases.language == language))
    return {row.key: Phrases(row.subject, row.heading, row.lead) for row in rows}


def revisions() -> dict[tuple[str, str], int]:
    """Give the revisions of all phrases that staff chose, by key and language."""
    rows = db.session.execute(select(MailPhrases.key, MailPhrases.language, MailPhrases.revision))
    return {(key, language): revision for key, language, revision in rows}


def resting_since() -> datetime | None:
    """Give since when nothing is sent, or nothing while mails leave."""
    return db.session.scalar(select(Pause.since).where(Pause.name == SENDING))
