"""Rules of what comes back: which failure means the mailbox itself, and which report may mark anything at all."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from meetings.domain.registrations import address_key

HEAD_BYTES: Final = 1_000_000  # so much of a mail is read, however long it is
BELIEVED: Final = timedelta(days=30)  # after a mail of ours left; relays give up within five
REASON_LENGTH: Final = 200
COMPLAINT_SCOPES: Final = (  # what a complaint stops: mails that nobody asked for, never those one asked for
    "recordings",
    "surveys",
    "news",
)
STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)", re.ASCII)

# Permanent failures that say nothing of the mailbox (subject, or subject and detail). Source: RFC 3463, its registry.
OTHER_FAULTS: Final = frozenset(
    (
        "1.7",  # the sender's address is not liked
        "1.8",
        "2.2",  # the mailbox is full, and may be emptied tomorrow
        "2.3",  # this mail is too long for it
        "3",  # the state of the system behind it: full, not accepting, misconfigured, mail too big (3.4)
        "4.3",  # the way there: directory, congestion, a loop, no time left; all are mended without the mailbox
        "4.5",
        "4.6",
        "4.7",
        "5",  # the servers did not understand each other
        "6",  # what this mail holds
        "7",  # policy: how it looks, who sends it, what is allowed today
    )
)
MAILBOX_AFTER_ALL: Final = "5.0"  # said by large providers for "mailbox unavailable"


class InboundKind(StrEnum):
    """What a mail that came in is: failed for good, late, a complaint, or anything else."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    COMPLAINT = "complaint"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Recipient:
    """What a report says of one recipient: its address, the one first written to, an enhanced status, why."""

    address: str = ""
    original: str = ""
    status: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a mail that came in says; `key` names the bytes that were read, `message_id` the mail it is about."""

    key: str
    kind: InboundKind = InboundKind.ANSWER
    recipients: tuple[Recipient, ...] = ()
    message_id: str = ""


def means_mailbox(status: str) -> bool:
    """Say whether a failure for good means that the mailbox takes no mail, and not only not this mail today.

    Takes: an enhanced status, or nothing, as of programs that report only what they gave up for good.
    """
    if not status:
        return True
    found = STATUS.fullmatch(status)
    if found is None or found[1] != "5":
        return False
    detail = f"{found[2]}.{found[3]}"
    return detail == MAILBOX_AFTER_ALL or not {found[2], detail} & OTHER_FAULTS


def said_of(mail: Incoming, address: str) -> Recipient | None:
    """Give what a report says of an address, or nothing where it is about others only.

    A complaint whose recipient was taken out by whoever passed it on is about whom the mail was sent to.
    """
    if mail.kind == InboundKind.COMPLAINT and not any(one.address for one in mail.recipients):
        return Recipient(address, reason=mail.recipients[0].reason if mail.recipients else "")
    key = plain_key(address)
    return next(
        (one for one in mail.recipients if key in (plain_key(one.address), plain_key(one.original))), None
    )


def may_mark(mail: Incoming, said: Recipient, left_at: datetime, now: datetime) -> bool:
    """Say whether a report that names a mail of ours marks the mailbox that mail went to.

    Anybody can write a report. One that names no Message-ID of ours, which nobody can guess, never comes here; one
    about somebody else's address, or about a mail that left long ago, marks nothing either.

    Takes: what it says of that mailbox; when the mail left.
    """
    if now - left_at > BELIEVED:
        return False
    if mail.kind == InboundKind.COMPLAINT:
        return True
    return mail.kind == InboundKind.BOUNCE and means_mailbox(said.status)


def plain_key(address: str) -> str:
    """Fold an address for comparing, with its domain as mail servers write it."""
    local, at, domain = address_key(address).rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address_key(address)


def one_line(text: str, most: int = REASON_LENGTH) -> str:
    """Give a stranger's words as one short line: no control characters, and no marks that turn text round."""
    kept = (
        " " if kind == "Cc" else "" if kind[0] == "C" else letter
        for letter, kind in ((one, unicodedata.category(one)) for one in text[: most * 10])
    )
    return " ".join("".join(kept).split())[:most]
