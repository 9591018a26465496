"""Where mails come in: real files, and a real client of LMTP."""

import os
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meetings.adapters.inbound import FolderAndLmtp
from meetings.domain.bounces import HEAD_BYTES
from meetings.domain.ports import Unreadable
from tests.cli.test_run import free_port

LATER = datetime.now(UTC) + timedelta(minutes=5)
FROM, TO = "", "meetings@example.org"
LONG = 50_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return tmp_path


def texts(room: FolderAndLmtp, now: datetime = LATER) -> list[bytes | None]:
    return sorted(room.read(name) or b"" for name in room.waiting(now))


def test_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert FolderAndLmtp(tmp_path / "nothing").waiting(LATER) == []


@pytest.mark.real_clock  # files bear the time of the machine
def test_files_wait_until_they_rest_and_a_maildir_is_read_at_once(folder: Path) -> None:
    room = FolderAndLmtp(folder)
    (folder / "plain").write_bytes(b"plain")
    (folder / ".hidden").write_bytes(b"hidden")
    (folder / "new" / "1.host").write_bytes(b"whole")
    (folder / "cur").mkdir()
    assert texts(room, datetime.now(UTC)) == [b"whole"]
    assert texts(room) == [b"plain", b"whole"]
    assert texts(room) == [b"plain", b"whole"]  # what is not removed is named again
    for name in room.waiting(LATER):
        room.remove(name)
        room.remove(name)
        assert room.read(name) is None
    assert texts(room) == []
    assert sorted(os.listdir(folder)) == [".hidden", "cur", "new", "taken"]


def test_same_name_twice_is_two_mails(folder: Path) -> None:
    room = FolderAndLmtp(folder)
    for text in (b"first", b"second"):
        (folder / "bounce.eml").write_bytes(text)
        room.waiting(LATER)
    assert texts(room) == [b"first", b"second"]


def test_names_may_be_long_and_odd(folder: Path) -> None:
    (folder / ("é" * 120)).write_bytes(b"long")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\n=1+1")).write_bytes(b"odd")
    assert texts(FolderAndLmtp(folder)) == [b"long", b"odd"]


def test_what_is_no_file_is_put_aside(folder: Path) -> None:
    room = FolderAndLmtp(folder)
    (folder / "secret").write_text("secret")
    (folder / "link").symlink_to(folder / ".." / "secret")
    (folder / "secret").rename(folder / ".." / "secret")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket"))
    names = room.waiting(LATER)
    assert len(names) == 3
    for name in names:
        with pytest.raises(Unreadable):
            room.read(name)
        room.refuse(name)
        room.refuse(name)
    assert room.waiting(LATER) == []
    assert sorted(name.rpartition("-")[2] for name in os.listdir(folder / "refused")) == [
        "link",
        "pipe",
        "socket",
    ]


def test_only_the_head_of_a_file_is_read(folder: Path) -> None:
    with (folder / "long").open("wb") as file:
        file.write(b"head")
        file.truncate(LONG)
    room = FolderAndLmtp(folder)
    (name,) = room.waiting(LATER)
    head = room.read(name)
    assert head is not None
    assert (len(head), head[:4]) == (HEAD_BYTES, b"head")


@dataclass
class Door:
    """A door that runs, and what it was given; while `is_away`, what it hands on to fails."""

    port: int = 0
    heads: list[bytes] = field(default_factory=list)
    is_away: bool = False

    def keep(self, head: bytes) -> None:
        if self.is_away:
            raise ConnectionError("the store is away")
        self.heads.append(head)

    def client(self) -> smtplib.LMTP:
        return smtplib.LMTP("127.0.0.1", self.port, local_hostname="localhost")


def begin(client: smtplib.LMTP) -> None:
    """Say all that comes before a mail itself."""
    for words in ("LHLO localhost", "MAIL FROM:<>", f"RCPT TO:<{TO}>"):
        assert client.docmd(words)[0] == 250


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    running = Door(free_port())
    with FolderAndLmtp(tmp_path).listen(running.port, running.keep):
        yield running


def test_mail_is_acknowledged_when_it_is_kept(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with door.client() as client:
        client.sendmail(FROM, TO, b"Subject: one\r\n\r\n.\r\n..dots\r\n")
        door.is_away = True
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(FROM, TO, b"Subject: two\r\n")
        assert refused.value.smtp_code == 451
        assert "could not be kept" in caplog.text
        door.is_away = False
        client.sendmail(FROM, TO, b"Subject: two\r\n")
    assert door.heads == [b"Subject: one\r\n\r\n.\r\n..dots\r\n", b"Subject: two\r\n"]


def test_one_recipient_at_a_time(door: Door) -> None:
    with door.client() as client:
        refused = client.sendmail(FROM, [TO, "other@example.org"], b"Subject: one\r\n")
    assert {one: code for one, (code, _words) in refused.items()} == {"other@example.org": 452}
    assert len(door.heads) == 1


@pytest.mark.parametrize("line", [b"x" * 76 + b"\r\n", b"x" * 5000 + b"\r\n", b"x", b"x\n.\n"])
def test_end_of_a_long_mail_goes_by(door: Door, line: bytes) -> None:
    body = b"Subject: long\r\n\r\n" + line * (3 * HEAD_BYTES // len(line))
    with door.client() as client:
        begin(client)
        assert client.docmd("data")[0] == 354
        client.send(body + b"\r\n.\r\nNOOP\r\n")
        assert (client.getreply()[0], client.getreply()[0]) == (250, 250)
    (head,) = door.heads
    assert head == body[:HEAD_BYTES]


def test_mail_that_breaks_off_is_not_kept(door: Door) -> None:
    client = door.client()
    begin(client)
    client.docmd("data")
    client.send(b"Subject: half\r\n")
    client.close()
    with door.client() as other:
        other.sendmail(FROM, TO, b"Subject: whole\r\n")
    assert door.heads == [b"Subject: whole\r\n"]


def test_order_of_commands_is_kept(door: Door) -> None:
    with door.client() as client:
        assert client.docmd("data")[0] == 503
        assert client.docmd("lhlo", "localhost")[0] == 250
        assert client.docmd("data")[0] == 503
        client.docmd("mail", "from:<>")
        client.docmd("rcpt", f"to:<{TO}>")
        assert client.docmd("data", "now")[0] == 501
        assert client.docmd("vrfy", "root")[0] != 250
    assert door.heads == []


def test_door_is_open_to_this_machine_alone(door: Door) -> None:
    with open("/proc/net/tcp") as table:
        bound = [line.split()[1] for line in table if f":{door.port:04X} " in line]
    assert {one.partition(":")[0] for one in bound} == {"0100007F"}
