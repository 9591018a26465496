"""Rules of what comes back."""

from datetime import timedelta

import pytest

from meetings.domain.bounces import (
    BELIEVED,
    COMPLAINT_SCOPES,
    InboundKind,
    Incoming,
    Recipient,
    may_mark,
    means_mailbox,
    one_line,
    said_of,
)
from meetings.mail import scopes
from meetings.mail.kinds import KINDS, scopes_offered
from tests.factories import NOW

ADA = "Ada@Example.org"


@pytest.mark.parametrize(
    "status", ["5.1.1", "5.1.2", "5.1.10", "5.0.0", "5.2.1", "5.2.0", "5.4.1", "5.4.4", "5.5.0", ""]
)
def test_mailbox_that_takes_no_mail(status: str) -> None:
    assert means_mailbox(status)


@pytest.mark.parametrize(
    "status",
    [
        *(
            "5.2.2",
            "5.2.3",
            "5.3.0",
            "5.3.4",
            "5.7.1",
            "5.7.26",
            "5.6.0",
            "5.5.4",
            "5.4.6",
            "5.4.7",
            "5.1.7",
            "5.1.8",
        ),
        *("4.2.2", "4.4.7", "4.1.1", "2.0.0", "5.1", "nonsense"),
    ],
)
def test_mailbox_that_may_take_the_next_mail(status: str) -> None:
    assert not means_mailbox(status)


def test_complaint_stops_mails_that_exist() -> None:
    assert set(COMPLAINT_SCOPES) <= {kind.scope for kind in KINDS.values()}


def test_complaint_stops_all_that_nobody_asked_for() -> None:
    assert set(COMPLAINT_SCOPES) == {one.code for one in scopes_offered()} - {scopes.DIGEST.code}


def incoming(kind: InboundKind, *recipients: Recipient) -> Incoming:
    return Incoming("key", kind, recipients, "<a@example.org>")


@pytest.mark.parametrize(
    ("recipient", "is_found"),
    [
        (Recipient("ada@example.org"), True),
        (Recipient("ada@elsewhere.example.org", original="ADA@EXAMPLE.ORG"), True),
        (Recipient("bea@example.org"), False),
        (Recipient(""), False),
    ],
)
def test_report_speaks_of_whom_it_names(recipient: Recipient, is_found: bool) -> None:
    assert (said_of(incoming(InboundKind.BOUNCE, recipient), ADA) == recipient) is is_found


def test_domains_are_the_same_in_both_spellings() -> None:
    said = Recipient("ada@xn--bcher-kva.example")
    assert said_of(incoming(InboundKind.BOUNCE, said), "ada@bücher.example") == said
    assert said_of(incoming(InboundKind.BOUNCE, said), "ada@" + "x" * 80 + ".example") is None


def test_complaint_without_a_recipient_is_of_whom_it_was_sent_to() -> None:
    assert said_of(incoming(InboundKind.COMPLAINT, Recipient(reason="abuse")), ADA) == Recipient(
        ADA, reason="abuse"
    )
    assert said_of(incoming(InboundKind.COMPLAINT, Recipient("bea@example.org")), ADA) is None


@pytest.mark.parametrize(
    ("kind", "status", "age", "marks"),
    [
        (InboundKind.BOUNCE, "5.1.1", timedelta(minutes=1), True),
        (InboundKind.BOUNCE, "5.1.1", BELIEVED, True),
        (InboundKind.BOUNCE, "5.1.1", BELIEVED + timedelta(seconds=1), False),
        (InboundKind.BOUNCE, "5.2.2", timedelta(minutes=1), False),
        (InboundKind.DELAYED, "5.1.1", timedelta(minutes=1), False),
        (InboundKind.COMPLAINT, "", timedelta(minutes=1), True),
        (InboundKind.ANSWER, "5.1.1", timedelta(minutes=1), False),
    ],
)
def test_report_marks_only_for_good_and_in_time(
    kind: InboundKind, status: str, age: timedelta, marks: bool
) -> None:
    said = Recipient(ADA, status=status)
    assert may_mark(incoming(kind, said), said, NOW - age, NOW) is marks


def test_line_holds_nothing_that_is_not_seen() -> None:
    assert one_line(" a\r\n\u202eb\u2066\x00c\ud800\x1b\u200b ") == "a b c"
    assert len(one_line("long " * 500)) <= 200
