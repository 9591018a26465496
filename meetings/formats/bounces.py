"""A mail that came in -> what it says of mails of ours: failed, late, a complaint, or none of these.

Whoever wrote it is a stranger. Only the head is read, headers and lines count up to a length, parts up to a number,
and what cannot be understood is an answer. Source: RFC 3464 (delivery status), RFC 5965 (complaints), RFC 6533 (both
in all scripts).
"""

import logging
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import Compat32
from hashlib import sha256
from typing import Any, Final

from flufl.bounce import all_failures

from meetings.domain.bounces import HEAD_BYTES, STATUS, InboundKind, Incoming, Recipient, one_line
from meetings.domain.registrations import ADDRESS, ADDRESS_LENGTH

MOST_LINES: Final = 20_000
MOST_NESTED: Final = 100
MOST_GROUPS: Final = 50
HEADER_LENGTH: Final = 2_000
ODD_BYTES: Final = 32_000  # of a bounce in nobody's format; its words come first
ODD_LINE: Final = 200

DELIVERY: Final = ("message/delivery-status", "message/global-delivery-status")
COMPLAINT: Final = "message/feedback-report"
RETURNED: Final = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)
NO_COMPLAINTS: Final = ("not-spam", "auth-failure", "dmarc")
MESSAGE_ID: Final = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,250}>")
MESSAGE_ID_LINE: Final = re.compile(
    r"^[> \t]{0,4}message-id:[ \t\n]{0,4}(<[^<>\s\x00-\x1f\x7f]{1,250}>)", re.I | re.M
)
HEXADECIMAL: Final = re.compile(r"\\x\{([0-9A-Fa-f]{2,5})\}")
TOO_LARGE: Final = re.compile(r"(?:smtp;)?\s*552\b", re.I)


class Short(Compat32):
    """Headers up to a length: the library's readers of parameters take far too long for endless ones."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Read a header, and no more of it than counts."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:HEADER_LENGTH]


class Part(Message):
    """A part of a mail; a mail within it stays bytes, and its parts are not walked."""

    @property
    def kind(self) -> str:
        """Give the type as written."""
        return super().get_content_type()

    def get_content_type(self) -> str:
        """Give the type as the parser is to treat it."""
        return "text/plain" if self.kind.startswith("message/") else self.kind


POLICY: Final = Short()
logging.getLogger("flufl.bounce").disabled = True  # a stranger's garbage has no place in the log
Fields = Message


def read_mail(raw: bytes) -> Incoming:
    """Say what a mail that came in tells of mails of ours.

    Takes: its bytes; of a longer one the head alone is read.
    Gives: facts that hold no control characters; `answer` for everything that is no report, garbage too.
    """
    head = raw[:HEAD_BYTES]
    key = sha256(head).hexdigest()
    try:
        return _read(key, head)
    except Exception:  # a stranger's bytes, and the parsers raise more kinds than they document
        return Incoming(key)


def _read(key: str, head: bytes) -> Incoming:
    text = _bounded(head)
    folded = text.lower()
    if folded.count(b"multipart/") > MOST_NESTED or folded.count(b"message/") > MOST_NESTED:
        return Incoming(key)
    mail = BytesParser(Part, policy=POLICY).parsebytes(text)
    parts = [one for one in mail.walk() if isinstance(one, Part) and not one.is_multipart()]
    kind, recipients = _reported(parts)
    if kind is None:
        kind, recipients = _odd(text, parts)
    return Incoming(key, kind, tuple(recipients), _original_id(mail, parts))


def _bounded(head: bytes) -> bytes:
    """Give lines of a length, and no more of them than count; all end alike."""
    lines = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", MOST_LINES)[:MOST_LINES]
    return b"\n".join(line[:HEADER_LENGTH] for line in lines)


def _reported(parts: Iterable[Part]) -> tuple[InboundKind | None, list[Recipient]]:
    """Read the first report among parts, or nothing where there is none."""
    for part in parts:
        if part.kind in DELIVERY:
            return _delivery(_groups(part))
        if part.kind == COMPLAINT:
            return _complaint(_groups(part))
    return None, []


def _delivery(groups: Iterable[Fields]) -> tuple[InboundKind, list[Recipient]]:
    found: dict[InboundKind, list[Recipient]] = {}
    for group in groups:
        if group["Final-Recipient"] or group["Original-Recipient"]:
            one = _recipient(group)
            found.setdefault(_kind(str(group["Action"] or "").strip().lower(), one.status), []).append(one)
    for kind in (InboundKind.BOUNCE, InboundKind.DELAYED):
        if kind in found:
            return kind, found[kind]
    return InboundKind.ANSWER, []


def _kind(action: str, status: str) -> InboundKind:
    """Say what became of a recipient; some servers write more than the one word, and some leave it out."""
    if action.startswith(("fail", "error")) or (not action and status.startswith("5")):
        return InboundKind.BOUNCE
    if action.startswith("delay") or (not action and status.startswith("4")):
        return InboundKind.DELAYED
    return InboundKind.ANSWER


def _recipient(group: Fields) -> Recipient:
    given = str(group["Diagnostic-Code"] or "")
    reason = one_line(given.partition(";")[2] or given)
    return Recipient(
        address=_address(group["Final-Recipient"]),
        original=_address(group["Original-Recipient"]),
        status=_status(str(group["Status"] or ""), reason),
        reason=reason,
    )


def _status(given: str, reason: str) -> str:
    """Give the status as stated, or as the reason tells it where the statement is missing or vague."""
    stated, told = STATUS.search(given), STATUS.search(reason)
    status = stated[0] if stated else ""
    if told and (not status or (status.endswith(".0.0") and told[0][0] == status[0])):
        return told[0]
    return "5.2.2" if status in ("", "5.0.0") and TOO_LARGE.match(reason) else status


def _complaint(groups: list[Fields]) -> tuple[InboundKind, list[Recipient]]:
    fields = groups[0] if groups else HeaderParser(policy=POLICY).parsestr("")
    kind = one_line(str(fields["Feedback-Type"] or "")).lower()
    if not kind or kind in NO_COMPLAINTS:
        return InboundKind.ANSWER, []
    addresses = [_address(one) for one in fields.get_all("Original-Rcpt-To", [])[:MOST_GROUPS]]
    return InboundKind.COMPLAINT, [Recipient(one, reason=kind) for one in addresses or [""]]


def _odd(text: bytes, parts: list[Part]) -> tuple[InboundKind, list[Recipient]]:
    """Recognize a bounce in a format of its own, by its first words."""
    first = b"\n".join(line[:ODD_LINE] for line in text[:ODD_BYTES].split(b"\n"))
    delayed, failed = all_failures(message_from_bytes(first, policy=POLICY))
    kind = InboundKind.BOUNCE if failed else InboundKind.DELAYED if delayed else InboundKind.ANSWER
    words = "\n".join(_text(part)[:ODD_BYTES] for part in parts if part.kind == "text/plain")
    addresses = [_address(one.decode("ascii", "replace")) for one in sorted(failed or delayed)]
    return kind, [_said(one, words) for one in addresses if one]


def _said(address: str, words: str) -> Recipient:
    """Find why an address failed: what follows it in its paragraph."""
    after = words.partition(address)[2].partition("\n\n")[0]
    reason = one_line(after).lstrip(">:)]., ")
    return Recipient(address, status=_status("", reason), reason=reason)


def _original_id(mail: Fields, parts: list[Part]) -> str:
    """Find the Message-ID of the mail a report is about: in what it returns, in its words, in what it answers."""
    for part in parts:
        if part.kind in RETURNED:
            fields = HeaderParser(policy=POLICY).parsestr(_text(part)[:ODD_BYTES].lstrip("\n"))
            if found := MESSAGE_ID.search(str(fields["Message-ID"] or "")):
                return found[0]
    for part in parts:
        if part.kind == "text/plain" and (said := MESSAGE_ID_LINE.search(_text(part)[:ODD_BYTES])):
            return said[1]
    found = MESSAGE_ID.search(str(mail["In-Reply-To"] or ""))
    return found[0] if found else ""


def _groups(part: Part) -> list[Fields]:
    """Give the groups of fields of a report."""
    return [HeaderParser(policy=POLICY).parsestr(block) for block in _blocks(_text(part))]


def _blocks(text: str) -> Iterator[str]:
    number = 0
    for block in re.split(r"\n[ \t]*\n", text):
        if block.strip() and number < MOST_GROUPS:
            number += 1
            yield block.strip("\n")


def _text(part: Part) -> str:
    content: Any = part.get_payload(decode=True)
    return content.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(content, bytes) else ""


def _address(field: Any) -> str:
    """Give the address of a field like `rfc822; ada@example.org`, or nothing for what is none."""
    kind, _semicolon, given = str(field or "").rpartition(";")
    if kind.strip().lower() not in ("", "rfc822", "utf-8", "smtp"):
        return ""
    text = HEXADECIMAL.sub(lambda found: chr(int(found[1], 16)), given).strip().strip("<>")
    is_one = (
        len(text) <= ADDRESS_LENGTH and one_line(text, ADDRESS_LENGTH) == text and ADDRESS.fullmatch(text)
    )
    return text if is_one else ""
