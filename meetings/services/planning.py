"""Messages made of the notices that are due; of those that merge, one message. It may run twice at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, insert, select

from meetings.domain.codes import MessageState
from meetings.domain.reminders import TOGETHER
from meetings.extensions import db, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox, Refusal
from meetings.models.programmes import Session
from meetings.models.registrations import Registration

MESSAGES_AT_ONCE: Final = 200
JUST_ASKED: Final = 10  # mails of this priority leave even to a mailbox that took none
REFUSES: Final = and_(
    Refusal.mailbox_id == PersonMailbox.mailbox_id, Refusal.name_key == PersonMailbox.name_key
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How notices of a kind leave: the lower `priority` first.

    Those of one name in `merges` share a message to a person where what they tell is of one programme and begins
    `within` a span of the first; without a name each is a message of its own.
    """

    priority: int
    merges: str = ""
    within: timedelta = TOGETHER


def plan_messages(now: datetime, host: str, manner_of: Callable[[str], Manner]) -> int:
    """Make a message for each notice that is due and has none; give how many notices were settled.

    For those that merge, what else a person is due, or will be within an hour, is taken along. Two workers plan one
    after the other, because a person whose notices each held in part would get two messages.

    Of people who are held, all waits.

    Takes: `host`, the domain of Message-IDs, which are fixed here so that a second copy is known as one; how
    notices of a kind leave.
    """
    with transaction():
        take_turns("planning")
        due = _waiting(Notice.due_at <= now, most=MESSAGES_AT_ONCE)
        if not due:
            return 0
        ids = {one.id for one in due}
        merging = {one.person_id for one in due if manner_of(one.kind).merges}
        more = _waiting(Notice.due_at <= now + TOGETHER, Notice.person_id.in_(merging)) if merging else ()
        along = [one for one in more if one.id not in ids and manner_of(one.kind).merges]
        facts = _facts([*due, *along])
        rows = []
        for group in _groups(due, along, manner_of):
            row = _message(group[0], facts, now, host, manner_of(group[0].kind).priority)
            for notice in group:
                if row is None:
                    notice.withdrawn_at = now  # nobody to write to: erased, or known from an archive only
                else:
                    notice.message_id = row["id"]
            if row is not None:
                row["not_after"] = max((one.not_after for one in group if one.not_after), default=None)
                rows.append(row)
        with db.session.no_autoflush:
            if rows:
                db.session.execute(insert(Message), rows)
        return len(due)


def _waiting(*conditions: Any, most: int | None = None) -> Sequence[Notice]:
    held = select(Person.id).where(Person.held_at.is_not(None))
    return db.session.scalars(
        select(Notice)
        .where(
            Notice.message_id.is_(None),
            Notice.withdrawn_at.is_(None),
            Notice.person_id.not_in(held),
            *conditions,
        )
        .order_by(Notice.due_at, Notice.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def _groups(
    due: Sequence[Notice], along: Sequence[Notice], manner_of: Callable[[str], Manner]
) -> list[list[Notice]]:
    """Put together what one message tells: each group holds at least one notice that is due."""
    alone = [[one] for one in due if not manner_of(one.kind).merges]
    merging = [one for one in [*due, *along] if manner_of(one.kind).merges]
    programmes = _programmes(merging)
    families: dict[tuple[int, int | None, str], list[Notice]] = {}
    for one in merging:
        key = (one.person_id, programmes.get(one.registration_id), manner_of(one.kind).merges)
        families.setdefault(key, []).append(one)
    due_ids = {one.id for one in due}
    merged = []
    for notices in families.values():
        group: list[Notice] = []
        for one in sorted(notices, key=_begins):
            if group and _begins(one) - _begins(group[0]) > manner_of(one.kind).within:
                merged.append(group)
                group = []
            group.append(one)
        merged.append(group)
    return alone + [group for group in merged if any(one.id in due_ids for one in group)]


def _programmes(notices: Sequence[Notice]) -> dict[str | None, int]:
    """Give the programme of each registration that notices are about."""
    ids = {one.registration_id for one in notices}
    rows = db.session.execute(
        select(Registration.id, Session.programme_id)
        .join(Session, Session.id == Registration.session_id)
        .where(Registration.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def _begins(notice: Notice) -> datetime:
    """Give the start that a notice tells: after it, a reminder is useless."""
    return notice.not_after or notice.due_at


def _message(
    first: Notice, facts: dict[str, dict[Any, Any]], now: datetime, host: str, priority: int
) -> dict[str, Any] | None:
    """Write the row of the message of a group, or nothing where there is nobody to write to."""
    mailbox_id, failed_at = facts["mailboxes"].get(first.person_id, (None, None))
    if mailbox_id is None:
        return None
    leaves = failed_at is None or priority <= JUST_ASKED
    message_id = random_id(16)
    return {
        "id": message_id,
        "person_id": first.person_id,
        "mailbox_id": mailbox_id,
        "priority": priority,
        "language": facts["languages"].get(first.person_id, "en"),
        "due_at": min(now, first.due_at),
        "state": MessageState.DUE if leaves else MessageState.GIVEN_UP,
        "error": None if leaves else f"the mailbox refuses mail since {failed_at:%Y-%m-%d %H:%M} UTC",
        "message_id": f"<{message_id}@{host}>",
        "created_at": now,
    }


def _facts(notices: Sequence[Notice]) -> dict[str, dict[Any, Any]]:
    people = {notice.person_id for notice in notices}
    mailboxes = db.session.execute(
        select(PersonMailbox.person_id, Mailbox.id, Mailbox.failed_at)
        .join(PersonMailbox.mailbox)
        .outerjoin(Refusal, REFUSES)
        .where(PersonMailbox.person_id.in_(people), Refusal.mailbox_id.is_(None))
        .order_by(Mailbox.failed_at.is_(None), Mailbox.id.desc())  # the last one counts
    )
    languages = db.session.execute(select(Person.id, Person.language).where(Person.id.in_(people)))
    return {
        "mailboxes": {row[0]: (row[1], row[2]) for row in mailboxes},
        "languages": {row[0]: row[1] for row in languages},
    }
