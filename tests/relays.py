"""Mail relays that run in processes of their own, as tests see them: how they behave, and what they took."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

ROOT: Final = Path(__file__).parents[1]
HOST: Final = "127.0.0.1"
PATIENCE_SECONDS: Final = 20
HANGS: Final = ("", "connect", "data", "end")
CERTIFICATES: Final = ("", "valid", "expired", "other")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What recipients are answered: all, exactly a `share` of those asked about, or those of a `domain`.

    With 421 the line is closed too.
    """

    code: int
    share: float = 1.0
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the relay behaves; by itself it takes everything at once.

    `hang`: never answer a new line ("connect"), the command DATA ("data"), or the end of a mail that it kept ("end").
    `drop_every`: keep every n-th mail and close the line without an answer. `delay`: keep each mail and answer so many
    seconds later. `away`: listen no more, and close all lines. `tls`: offer STARTTLS with a certificate that is
    "valid", "expired", or of an "other" name. `open_links`: open the links of each mail by HEAD and by GET, as a mail
    gateway does, at this address of a server on loopback in place of their own.
    """

    refuse: tuple[Refusal, ...] = ()
    hang: str = ""
    drop_every: int = 0
    delay: float = 0.0
    away: bool = False
    tls: str = ""
    open_links: str = ""

    def __post_init__(self) -> None:
        if self.hang not in HANGS or self.tls not in CERTIFICATES:
            raise ValueError("not a way to hang, or not a certificate")
        if self.open_links and urlsplit(self.open_links).hostname not in (HOST, "localhost", "::1"):
            raise ValueError("links are opened on loopback only")


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that the relay took for a recipient."""

    number: int
    time: float
    recipient: str
    message_id: str
    subject: str


class Relay:
    """A relay that runs: `url` is where it takes mail."""

    def __init__(self, folder: Path, *options: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ports.json").unlink(missing_ok=True)
        self.folder = folder
        with (folder / "errors.log").open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.relay", "--folder", str(folder), "--tied", *options],
                cwd=ROOT,
                stderr=errors,
            )
        try:
            self.port, self.control = self._ports()
        except BaseException:
            self.stop()
            raise
        self.url = f"{'lmtp' if '--lmtp' in options else 'smtp'}://{HOST}:{self.port}"

    def _ports(self) -> tuple[int, int]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (self.folder / "ports.json").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "errors.log").read_text() or "the relay does not start")
            time.sleep(0.01)
        ports = json.loads((self.folder / "ports.json").read_text())
        return ports["port"], ports["control"]

    def behave(self, *refuse: Refusal, **how: Any) -> None:
        """Behave so from now on, and in nothing else as before; see `Behaviour`.

        Raises: ValueError, for what it cannot do.
        """
        self._ask(behave=how | {"refuse": [asdict(rule) for rule in refuse]})

    def standing(self) -> dict[str, Any]:
        """Count: mails taken, when the first and the last; lines dropped and open; refusals; links to open yet."""
        return self._ask()

    def taken(self) -> list[Taken]:
        """Give what was taken, in its order."""
        lines = (self.folder / "taken.jsonl").read_text("utf-8").splitlines()
        return [Taken(**json.loads(line)) for line in lines]

    def mail(self, number: int) -> Any:
        """Read a mail that was kept."""
        content = (self.folder / "mails" / f"{number}.eml").read_bytes()
        return message_from_bytes(content, policy=policy.default)

    def opened(self) -> list[dict[str, str]]:
        """Give method, address and status of each link that was opened, when all are."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.standing()["links"]:
            if time.monotonic() > deadline:
                raise RuntimeError("the links are not opened")
            time.sleep(0.02)
        lines = (self.folder / "opened.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()

    def _ask(self, **what: Any) -> dict[str, Any]:
        with socket.create_connection((HOST, self.control), timeout=PATIENCE_SECONDS) as wire:
            wire.sendall(json.dumps(what).encode() + b"\n")
            with wire.makefile("r", encoding="utf-8") as answer:
                said: dict[str, Any] = json.loads(answer.readline())
        if "error" in said:
            raise ValueError(said["error"])
        return said


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Relay]:
    """Run a relay until the block ends; `options` as on the command line."""
    relay = Relay(folder, *options)
    try:
        yield relay
    finally:
        relay.stop()
