"""Mails that came in, as their many writers write them, and as nobody should."""

import random
import resource
import time
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.bounces import HEAD_BYTES, REASON_LENGTH, InboundKind, Incoming, Recipient
from meetings.formats.bounces import read_mail

FOLDER = Path(__file__).parents[1] / "data" / "bounces"
ADA = "ada@example.org"
OURS = "<abcdefghjkmnpqrs@meetings.example.org>"
MANY = 1_200_000
REPORT = b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"


def sample(name: str) -> bytes:
    return (FOLDER / f"{name}.eml").read_bytes()


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("name", "kind", "recipient", "message_id"),
    [
        (
            "postfix",
            "bounce",
            Recipient(
                ADA,
                "Ada@example.org",
                "5.1.1",
                "550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
            ),
            OURS,
        ),
        (
            "exchange",
            "bounce",
            Recipient(
                ADA,
                "",
                "5.1.10",
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.org not found by SMTP address lookup",
            ),
            OURS,
        ),
        (
            "qmail",
            "bounce",
            Recipient(
                ADA,
                "",
                "5.1.1",
                "192.0.2.25 does not like recipient. Remote host said: 550 sorry, no mailbox here by that name. "
                "(#5.1.1) Giving up on 192.0.2.25.",
            ),
            OURS,
        ),
        ("exim", "bounce", Recipient(ADA, "", "", "Unrouteable address"), OURS),
        (
            "delayed",
            "delayed",
            Recipient(ADA, "", "4.4.1", "connect to mail.example.org[192.0.2.25]:25: Connection timed out"),
            OURS,
        ),
        ("complaint", "complaint", Recipient(ADA, "", "", "abuse"), OURS),
        ("no-message-id", "bounce", Recipient(ADA, "", "5.1.1", "550 5.1.1 User unknown"), ""),
        (
            "arabic",
            "bounce",
            Recipient("آدا@مثال.example.org", ADA, "5.1.1", "550 5.1.1 صندوق البريد غير موجود"),
            OURS,
        ),
        (
            "odd-signs",
            "bounce",
            Recipient(
                ADA, "", "5.1.1", "550-5.1.1 =1+1 <script>alert(1)</script> gnp.exe [31m 550 5.1.1 gone"
            ),
            OURS,
        ),
        ("vacation", "answer", None, OURS),
        ("garbage", "answer", None, ""),
    ],
)
def test_mail_is_read(
    name: str, kind: str, recipient: Recipient | None, message_id: str, ends: bytes
) -> None:
    raw = sample(name) if name == "garbage" else sample(name).replace(b"\n", ends)
    found = read_mail(raw)
    assert found.recipients == ((recipient,) if recipient else ())
    assert (found.kind, found.message_id) == (kind, message_id)
    assert read_mail(raw) == found


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (b"Action: failed", b"Action: delivered", "answer"),
        (b"Action: failed", b"Action: relayed", "answer"),
        (b"Action: failed\n", b"", "bounce"),
        (b"Action: failed\nStatus: 5.1.1", b"Status: 4.4.7", "delayed"),
        (b"Action: failed", b"ACTION: Failed (bad address)", "bounce"),
        (b"Final-Recipient: rfc822; ada@example.org\n", b"", "bounce"),
        (b"Final-Recipient: rfc822;", b"Final-Recipient:", "bounce"),
    ],
)
def test_action_decides(old: bytes, new: bytes, kind: str) -> None:
    assert old in sample("postfix")
    assert read_mail(sample("postfix").replace(old, new)).kind == kind


@pytest.mark.parametrize(
    ("status", "diagnostic", "found"),
    [
        ("5.0.0", "550 5.1.1 no such user", "5.1.1"),
        ("5.0.0", "552 mailbox exceeds its quota", "5.2.2"),
        ("5.0.0", "550 gone, says 5.1.1.9 and 4.2.1", "5.0.0"),
        ("5.2.1", "550 5.1.1 no such user", "5.2.1"),
        ("", "550 no such user (#5.1.1).", "5.1.1"),
        ("many", "550 no such user", ""),
    ],
)
def test_vague_status_is_made_finer_by_the_reason(status: str, diagnostic: str, found: str) -> None:
    raw = sample("no-message-id")
    raw = raw.replace(b"Status: 5.1.1", b"Status: " + status.encode())
    raw = raw.replace(b"550 5.1.1 User unknown", diagnostic.encode())
    assert [one.status for one in read_mail(raw).recipients] == [found]


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", ""])
def test_praise_and_reports_of_machines_are_no_complaints(kind: str) -> None:
    raw = sample("complaint").replace(b"Feedback-Type: abuse", b"Feedback-Type: " + kind.encode())
    assert read_mail(raw).kind == InboundKind.ANSWER


def test_complaint_may_keep_its_recipient_secret() -> None:
    raw = sample("complaint").replace(b"Original-Rcpt-To: <ada@example.org>\n", b"")
    assert read_mail(raw).recipients == (Recipient(reason="abuse"),)


def test_several_recipients_are_all_named() -> None:
    second = b"\nFinal-Recipient: rfc822; bea@example.org\nAction: failed\nStatus: 5.1.1\n\n--none--"
    found = read_mail(sample("no-message-id").replace(b"\n--none--", second))
    assert [one.address for one in found.recipients] == [ADA, "bea@example.org"]


@pytest.mark.parametrize(
    "address",
    [
        "x400; c=CH; o=example",
        "rfc822; no address",
        "rfc822; a@" + "b" * 300 + ".org",
        "rfc822; a\x00@example.org",
    ],
)
def test_what_is_no_address_is_left_out(address: str) -> None:
    raw = sample("no-message-id").replace(b"rfc822; ada@example.org", address.encode())
    assert [one.address for one in read_mail(raw).recipients] == [""]


def test_address_beyond_ascii_may_be_written_in_figures() -> None:
    raw = sample("no-message-id").replace(b"rfc822; ada@", rb"utf-8; \x{622}\x{62F}\x{627}@")
    assert [one.address for one in read_mail(raw).recipients] == ["آدا@example.org"]


def test_only_the_head_counts() -> None:
    head = sample("postfix") + b"x" * HEAD_BYTES
    longer = head + b"y" * HEAD_BYTES
    assert read_mail(longer) == read_mail(head[:HEAD_BYTES])
    assert read_mail(longer).kind == InboundKind.BOUNCE
    late = b"From: a@example.org\n\n" + b"x" * HEAD_BYTES + sample("qmail")
    assert read_mail(late).kind == InboundKind.ANSWER


def filled(begin: bytes, piece: bytes) -> bytes:
    return begin + piece * (MANY // len(piece))


HOSTILE = {
    "blank groups": filled(REPORT, b"\n"),
    "groups": filled(REPORT, b"Final-Recipient: rfc822; a@example.org\nAction: failed\n\n"),
    "parts": filled(b"Content-Type: multipart/report; boundary=x\n\n", b"--x\n\n"),
    "digest": filled(b"Content-Type: multipart/digest; boundary=x\n\n", b"--x\n\n\n"),
    "parameters": filled(b"Content-Type: multipart/report; ", b";"),
    "folded parameters": filled(b"Content-Type: multipart/report; ", b";" * 76 + b"\n "),
    "numbered parameters": b"Content-Type: text/plain"
    + b"".join(b"; boundary*%d=x" % n for n in range(60_000)),
    "nested": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000)
    ),
    "nested mails": filled(b"", b"Content-Type: message/rfc822\n\n"),
    "nested enough": filled(
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(99)),
        b"--z\n",
    ),
    "one line": filled(b"From: mailer-daemon\n\nThe following addresses had\n", b"a"),
    "many signs": filled(b"From: mailer-daemon\n\nYour message could not be delivered to\n", b"a@"),
    "long lines": filled(
        b"From: mailer-daemon\n\nYour message could not be delivered to\n", b"a" * 300 + b"\n"
    ),
    "returns": filled(b"", b"\r"),
    "brackets": filled(b"In-Reply-To: ", b"<"),
    "identifiers": filled(b"\n", b"message-id: <a\n"),
    "headers": filled(b"", b"A: b\n"),
    "zeros": filled(b"", b"\0"),
    "random": random.Random(7).randbytes(MANY),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_costs_little(name: str) -> None:
    read_mail(b"")
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = read_mail(HOSTILE[name])
    assert found.kind in (InboundKind.ANSWER, InboundKind.BOUNCE)
    assert time.process_time() - begun < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


HEADERS = st.sampled_from(
    [
        b"Content-Type: multipart/report; boundary=x",
        b"Content-Type: message/delivery-status",
        b"Content-Type: message/global-delivery-status; charset=x",
        b"Content-Type: message/feedback-report",
        b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Final-Recipient: rfc822; ada@example.org",
        b"Action: failed",
        b"Status: 5.1.1",
        b"Diagnostic-Code: smtp; 550 \xe2\x80\xaex\x00y\xff",
        b"Feedback-Type: ab\x00use",
        b"Message-ID: <a\x00b@example.org>",
        b"From: MAILER-DAEMON@example.org",
        b"X-Failed-Recipients: ada@example.org",
        b"--x",
        b"--x--",
        b"",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(HEADERS, st.binary(max_size=40)), max_size=40).map(b"\n".join))
def test_whatever_comes_is_facts_that_any_store_takes(raw: bytes) -> None:
    found = read_mail(raw)
    assert isinstance(found, Incoming)
    said = [word for one in found.recipients for word in (one.address, one.original, one.status, one.reason)]
    for text in (found.message_id, *said):
        assert len(text) <= max(REASON_LENGTH, 254)
        assert not [letter for letter in text if category(letter)[0] == "C"]
        text.encode("utf-8")
