"""Being told to stop while everything is still starting: heard whenever it comes, by every process."""

import subprocess
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

import pytest

from tests.cli.test_run import PATIENCE_TENTHS, answers, command, free_port, surroundings
from tests.conftest import ROOT

TIMES = 12
SOON_SECONDS = 6  # less than the grace after which a process is killed that heard nothing


@pytest.mark.soak
def test_told_to_stop_while_it_starts_ends_soon(tmp_path: Path) -> None:
    chance, took = Random(15), []
    subprocess.run(command("migrate"), cwd=ROOT, env=surroundings(tmp_path, free_port()), check=True)
    for _time in range(TIMES):
        port = free_port()
        words, env = command("serve", "--embedded"), surroundings(tmp_path, port)
        with subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL) as process:
            assert any(answers(port) or Event().wait(0.1) for _ in range(PATIENCE_TENTHS))
            Event().wait(chance.random() / 4)
            begun = monotonic()
            process.terminate()
            assert process.wait() == 0
            took.append(monotonic() - begun)
    assert max(took) < SOON_SECONDS
