"""The relay that sending is tested with does what it is told, as the plainest of clients sees it."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server
from tests.relays import HOST, Refusal, Relay, running

SENDER = "meetings@example.org"
SHORT = 0.3  # how long to wait for an answer that does not come


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with running(tmp_path_factory.mktemp("relay"), "--keep") as one:
        yield one


@pytest.fixture
def relay(kept: Relay) -> Relay:
    """Give the one relay of this file, well behaved again."""
    kept.behave()
    return kept


def mail(number: int, body: str = "Words") -> bytes:
    return (
        f"Message-ID: <{number}@example.org>\r\nSubject: =?utf-8?q?S=C3=A9ance_{number}?=\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()


def line(relay: Relay, timeout: float = 5) -> smtplib.SMTP:
    return smtplib.SMTP(HOST, relay.port, timeout=timeout)


def send(relay: Relay, *recipients: str, timeout: float = 5) -> None:
    """Send a mail to each over one line."""
    with line(relay, timeout) as wire:
        for number, recipient in enumerate(recipients):
            wire.sendmail(SENDER, [recipient], mail(number))


def taken_by(relay: Relay, *recipients: str) -> list[str]:
    return [one.recipient for one in relay.taken() if one.recipient in recipients]


def codes(relay: Relay, *recipients: str) -> list[int]:
    """Give what the relay answers to each recipient, asked one after another over one line."""
    with line(relay) as wire:
        wire.ehlo()
        wire.mail(SENDER)
        return [wire.rcpt(recipient)[0] for recipient in recipients]


def test_what_is_taken_is_written_down_in_its_order(relay: Relay) -> None:
    people = [f"ada{number}@example.org" for number in range(3)]
    send(relay, *people)
    rows = [one for one in relay.taken() if one.recipient in people]
    assert [(one.recipient, one.message_id, one.subject) for one in rows] == [
        (person, f"<{number}@example.org>", f"Séance {number}") for number, person in enumerate(people)
    ]
    assert [one.number for one in rows] == list(range(rows[0].number, rows[0].number + 3))
    assert [one.time for one in rows] == sorted(one.time for one in rows)
    assert relay.mail(rows[2].number).get_content().strip() == "Words"
    standing = relay.standing()
    assert standing["taken"] == rows[2].number
    assert standing["first"] <= rows[0].time <= standing["last"] == rows[2].time


@pytest.mark.parametrize("code", [450, 451, 550])
def test_recipients_are_refused(relay: Relay, code: int) -> None:
    relay.behave(Refusal(code))
    with line(relay) as wire, pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        wire.sendmail(SENDER, [f"no{code}@example.org"], mail(0))
    assert caught.value.recipients[f"no{code}@example.org"][0] == code
    assert taken_by(relay, f"no{code}@example.org") == []


def test_busy_relay_says_so_and_closes_the_line(relay: Relay) -> None:
    relay.behave(Refusal(421))
    wire = line(relay)
    wire.ehlo()
    wire.mail(SENDER)
    assert wire.rcpt("busy@example.org")[0] == 421
    with pytest.raises(smtplib.SMTPServerDisconnected):
        wire.noop()
    wire.close()


def test_a_share_is_refused_and_exactly_that(relay: Relay) -> None:
    relay.behave(Refusal(451, share=0.3))
    answers = codes(relay, *(f"share{number}@example.org" for number in range(20)))
    assert answers.count(451) == 6


def test_refusals_go_by_domain(relay: Relay) -> None:
    relay.behave(Refusal(450, domain="example.net"), Refusal(550, domain="example.com"))
    assert codes(relay, "a@example.net", "a@example.com", "a@example.org") == [450, 550, 250]


def test_every_nth_line_is_dropped_after_the_mail_was_kept(relay: Relay) -> None:
    relay.behave(drop_every=3)
    before, people = relay.standing()["dropped"], [f"drop{number}@example.org" for number in range(6)]
    unanswered = []
    for number, person in enumerate(people):
        try:
            send(relay, person)
        except smtplib.SMTPServerDisconnected:
            unanswered.append(number)
    assert unanswered == [2, 5]
    assert taken_by(relay, *people) == people
    assert relay.standing()["dropped"] - before == 2


@pytest.mark.parametrize(("how", "is_kept"), [("connect", False), ("data", False), ("end", True)])
def test_relay_hangs(relay: Relay, how: str, is_kept: bool) -> None:
    relay.behave(hang=how)
    with pytest.raises(OSError, match="timed out"):
        send(relay, f"{how}@example.org", timeout=SHORT)
    assert taken_by(relay, f"{how}@example.org") == [f"{how}@example.org"] * is_kept
    relay.behave()
    send(relay, f"after-{how}@example.org")


def test_slow_relay_keeps_first_and_answers_later(relay: Relay) -> None:
    relay.behave(delay=30)
    with pytest.raises(OSError, match="timed out"):
        send(relay, "slow@example.org", timeout=SHORT)
    assert taken_by(relay, "slow@example.org") == ["slow@example.org"]


def test_relay_is_away_and_comes_back_to_the_same_port(relay: Relay) -> None:
    wire = line(relay)
    relay.behave(away=True)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        wire.noop()
    wire.close()
    with pytest.raises(ConnectionRefusedError):
        line(relay)
    relay.behave()
    send(relay, "back@example.org")
    assert taken_by(relay, "back@example.org") == ["back@example.org"]


def start_tls(relay: Relay) -> None:
    with line(relay) as wire:
        wire.starttls(context=ssl.create_default_context(cafile=str(relay.folder / "ca.pem")))
        wire.sendmail(SENDER, ["tls@example.org"], mail(0))


def test_certificates_are_valid_expired_or_of_another_name(relay: Relay) -> None:
    relay.behave(tls="valid")
    start_tls(relay)
    assert taken_by(relay, "tls@example.org") == ["tls@example.org"]
    for how, words in (("expired", "certificate has expired"), ("other", "is not valid for|mismatch")):
        relay.behave(tls=how)
        with pytest.raises(ssl.SSLCertVerificationError, match=words):
            start_tls(relay)
    relay.behave()
    with pytest.raises(smtplib.SMTPNotSupportedError):
        start_tls(relay)


def test_every_link_is_opened_by_head_and_get_and_only_here(relay: Relay, live_server: Server) -> None:
    relay.behave(open_links=live_server.url)
    text = "See https://meetings.example.org/healthz, or <https://meetings.example.org/nothing?a=1&b=2>."
    with line(relay) as wire:
        wire.sendmail(SENDER, ["gateway@example.org"], mail(0, text))
    rows = [
        (one["method"], one["url"].removeprefix(live_server.url), one["status"]) for one in relay.opened()
    ]
    assert sorted(rows) == [
        ("GET", "/healthz", "200"),
        ("GET", "/nothing?a=1&b=2", "404"),
        ("HEAD", "/healthz", "200"),
        ("HEAD", "/nothing?a=1&b=2", "404"),
    ]


@pytest.mark.parametrize(
    "how", [{"hang": "often"}, {"tls": "old"}, {"open_links": "https://example.org"}, {"unknown": 1}]
)
def test_relay_says_what_it_cannot_do(relay: Relay, how: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        relay.behave(**how)


def test_lmtp_answers_for_each_recipient(tmp_path: Path) -> None:
    with running(tmp_path, "--lmtp") as relay:
        assert relay.url == f"lmtp://{HOST}:{relay.port}"
        with smtplib.LMTP(HOST, relay.port, timeout=5) as wire:
            wire.ehlo()
            wire.mail(SENDER)
            for name in ("one", "two"):
                wire.rcpt(f"{name}@example.org")
            assert wire.data(mail(0))[0] == 250
            assert wire.getreply()[0] == 250
        assert [one.recipient for one in relay.taken()] == ["one@example.org", "two@example.org"]


def test_numbers_go_on_and_the_port_is_ours_again(tmp_path: Path) -> None:
    with running(tmp_path) as relay:
        send(relay, "one@example.org")
    with pytest.raises(ConnectionRefusedError):
        line(relay)
    with running(tmp_path, "--port", str(relay.port)) as again:
        assert again.port == relay.port
        send(again, "two@example.org")
        assert [one.number for one in again.taken()] == [1, 2]


def test_relay_that_only_counts_writes_nothing(tmp_path: Path) -> None:
    with running(tmp_path, "--count-only") as relay:
        send(relay, "one@example.org", "two@example.org")
        assert relay.standing()["taken"] == 2
    assert not (tmp_path / "taken.jsonl").exists()


def test_relay_ends_whatever_it_does(tmp_path: Path) -> None:
    with running(tmp_path) as relay:
        relay.behave(hang="connect")
        with socket.create_connection((HOST, relay.port)):
            relay.stop()
    assert relay.process.returncode == 0


def test_relay_that_cannot_start_says_why(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as other, pytest.raises(RuntimeError, match="in use"):
        Relay(tmp_path, "--port", str(other.getsockname()[1]))
