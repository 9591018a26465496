"""What long tables are given: a fleet of workers that sends to a relay, and a clock that runs ahead."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import STRICT
from tests.relays import Relay
from tests.soak.fleet import COMPILER, Fleet, build_clock


@pytest.fixture(scope="session")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Give the library that moves a process's clock, or nothing where there is no compiler."""
    return build_clock(tmp_path_factory.mktemp("clock")) if COMPILER else None


@pytest.fixture
def needs_clock(clock: Path | None) -> None:
    """Leave a test out, in plain words, where no clock can be moved."""
    if clock is None:
        (pytest.fail if STRICT else pytest.skip)("no C compiler is installed, so no clock can be moved")


@pytest.fixture
def fleet(app: Flask, store: str, tmp_path: Path, relay: Relay, clock: Path | None) -> Iterator[Fleet]:
    """Give workers, none of them started, that end with the test."""
    workers = Fleet(store, tmp_path, relay.url, clock)
    yield workers
    workers.end()
