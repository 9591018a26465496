"""Changing what mails say around their facts, and letting all sending rest."""

from datetime import datetime

from sqlalchemy import delete

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.phrases import Phrases, check_phrases
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.messages import MailPhrases, Pause
from meetings.queries.phrases import SENDING
from meetings.services.audit import note


def put_phrases(
    key: str, language: str, given: Phrases | None, *, revision: int, now: datetime, actor: str
) -> None:
    """Put phrases in place of ours for a mail in one language; nothing takes them away again.

    Takes: the revision that was seen, 0 where ours stood.
    Raises: NotAChoice, Stale, Missing, TooLong, NotOneLine, UnknownPlaceholder, with the field.
    """
    if language not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=language[:20], choices=list(LANGUAGES))
    wanted = check_phrases(given) if given else None
    with transaction():
        row = db.session.get(MailPhrases, (key, language), with_for_update=True)
        if (row.revision if row else 0) != revision:
            raise errors.Stale(current=row.revision if row else 0)
        before = _facts(row)
        if wanted is None:
            if row is not None:
                db.session.delete(row)
        elif row is None:
            db.session.add(
                MailPhrases(
                    key=key,
                    language=language,
                    subject=wanted.subject,
                    heading=wanted.heading,
                    lead=wanted.lead,
                    updated_at=now,
                )
            )
        else:
            row.subject, row.heading, row.lead = wanted.subject, wanted.heading, wanted.lead
            row.revision, row.updated_at = row.revision + 1, now
        after = {"subject": wanted.subject, "heading": wanted.heading, "lead": wanted.lead} if wanted else {}
        subject = f"phrases:{key}:{language}"
        note(now, actor, "phrases", subject, before=before, after=after)


def _facts(row: MailPhrases | None) -> dict[str, str]:
    return {"subject": row.subject, "heading": row.heading, "lead": row.lead} if row else {}


def rest(now: datetime, actor: str) -> None:
    """Let no mail leave from now on; what is due waits, and is dropped only where it becomes useless."""
    with transaction():
        store(insert_new(Pause).values(name=SENDING, since=now, by=actor).on_conflict_do_nothing())
        note(now, actor, "sending.rest", "sending")


def go_on(now: datetime, actor: str) -> None:
    """Let mails leave again."""
    with transaction():
        store(delete(Pause).where(Pause.name == SENDING))
        note(now, actor, "sending.on", "sending")
