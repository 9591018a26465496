"""Looking around: the first lines of `meetings run`, and the folder it needs."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import ROOT

END_SECONDS = 10
PATIENCE_TENTHS = 300


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "meetings", *words]


def surroundings(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEETINGS_")}
    return {**kept, "MEETINGS_INSTANCE": str(folder), "PORT": str(port)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_run_shows_the_way_in_and_ends_when_told(tmp_path: Path) -> None:
    port = free_port()
    with subprocess.Popen(
        command("run"),
        cwd=ROOT,
        env=surroundings(tmp_path, port),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        last = f"  Stop with Ctrl-C. Listening on http://127.0.0.1:{port}\n"
        said = "".join(iter(process.stdout.readline, last))
        assert any(answers(port) or Event().wait(0.1) for _ in range(PATIENCE_TENTHS))
        process.terminate()
        assert process.wait(END_SECONDS) == 0
    for path in ("/", "/en/desk/sign-in/", "/en/me/", "/en/join/"):
        assert f"http://127.0.0.1:{port}{path}" in said


@pytest.mark.parametrize("words", ["serve", "run", "worker"])
@pytest.mark.parametrize("path", ["file", "file/below"])
def test_instance_that_is_no_folder_is_one_line(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        command(words),
        cwd=ROOT,
        env=surroundings(tmp_path / path, free_port()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "MEETINGS_INSTANCE: expected a folder" in done.stderr
