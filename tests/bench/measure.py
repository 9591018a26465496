"""What measurements share: lines of the table, servers that run as long as a block, and their memory."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.request import Request, urlopen

from tests.conftest import ROOT

PATIENCE_TENTHS = 300
HEAD = f"{'':32}{'ours':>10}{'rival':>10}{'ratio':>8}{'limit':>8}"


@dataclass
class Line:
    """A line of the table: ours and the rival's, what is asked of the two, and whether it holds.

    The ratio is to be at least the limit, or at most where less is better.
    """

    name: str
    ours: float
    rival: float
    limit: float
    at_most: bool = False
    digits: int = 0

    @property
    def ratio(self) -> float:
        """Give ours by the rival's."""
        return self.ours / self.rival

    @property
    def holds(self) -> bool:
        """Say whether the limit holds."""
        return self.ratio <= self.limit if self.at_most else self.ratio >= self.limit

    def __str__(self) -> str:
        ours, rival = (f"{value:10.{self.digits}f}" for value in (self.ours, self.rival))
        verdict = "pass" if self.holds else "FAIL"
        return f"{self.name:32}{ours}{rival}{self.ratio:8.2f}{self.limit:8.2f}  {verdict}"


@dataclass
class Bound:
    """A line without a rival: a value and the most that it may be."""

    name: str
    value: float
    most: float
    unit: str
    digits: int = 0

    @property
    def holds(self) -> bool:
        """Say whether the limit holds."""
        return self.value <= self.most

    def __str__(self) -> str:
        verdict = "pass" if self.holds else "FAIL"
        value = f"{self.value:.{self.digits}f} {self.unit}"
        return f"{self.name:32}{value:>10}{'':18}{f'{self.most:g} {self.unit}':>8}  {verdict}"


def free_port() -> int:
    """Give a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(command: list[str], port: int, **settings: str) -> Iterator[int]:
    """Run a server until the block ends; gives its process."""
    surroundings = {**os.environ, "PORT": str(port), **settings}
    with subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=surroundings) as process:
        try:
            if not any(_answers(port) or Event().wait(0.1) for _ in range(PATIENCE_TENTHS)):
                raise RuntimeError("the server does not start")
            yield process.pid
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def body(port: int, path: str, form: bytes | None = None) -> bytes:
    """Give what an address answers."""
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", data=form), timeout=30) as answer:
        content: bytes = answer.read()
        return content


def megabytes(parent: int) -> float:
    """Give the memory of a process and its children, shared pages counted in parts."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    sizes = [
        int(line.split()[1])
        for number in (parent, *children)
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    ]
    return sum(sizes) / 1024
