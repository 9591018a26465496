"""`meetings serve`: the web processes, alone or with a worker beside them under one parent."""

import ctypes
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from meetings.cli import current

THREADS: Final = 8
GRACE_SECONDS: Final = 8
HOST: Final = "127.0.0.1"
PR_SET_PDEATHSIG: Final = 1


class Parent(Arbiter):
    """gunicorn's parent, which holds the signal to stop back from a web process that cannot hear it yet.

    Such a process would hear it as its parent does, and go on until it is killed.
    """

    def spawn_worker(self) -> Any:
        """Begin a web process; what it is told meanwhile waits until it `hears`."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            return super().spawn_worker()
        finally:
            hears()


class Server(BaseApplication):
    """gunicorn with our settings, and an application made in each process of its own."""

    def __init__(self, make: Callable[[], Any], port: int, workers: int) -> None:
        self.make, self.port, self.workers = make, port, workers
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        settings = {
            "bind": f"{HOST}:{self.port}",
            "workers": self.workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": GRACE_SECONDS,
            "timeout": 60,
            "keepalive": 15,
            "loglevel": "warning",
            "proc_name": "meetings",
            "control_socket_disable": True,
            "post_worker_init": hears,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application."""
        return self.make()

    def run(self) -> None:
        """Listen, until told to stop."""
        Parent(self).run()


def hears(_worker: Any = None) -> None:
    """Let this process hear the signal to stop."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


@click.command("serve")
@click.option("--embedded", is_flag=True, help="Also run a worker, under the same parent.")
def serve_command(embedded: bool) -> None:
    """Run the web processes on 127.0.0.1:$PORT."""
    app = current()
    port, workers = app.config["PORT"], app.config["WEB_WORKERS"]
    refuse_port_in_use(port)
    if embedded:
        sys.exit(run_together(["serve"], ["worker"]))
    gc.freeze()  # what is loaded now stays shared with the web processes, untouched by their collecting
    Server(click.get_current_context().find_root().obj, port, workers).run()


def refuse_port_in_use(port: int) -> None:
    """Say in one line when another program has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise click.ClickException(
                f"port {port} is in use; stop the other program or set PORT to another number"
            ) from None


def run_together(*commands: list[str]) -> int:
    """Run commands of ours as children until one ends or we are told to stop; then end all of them.

    Gives: 0 when told to stop, else the code of the child that ended.
    """
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell may start its background jobs deaf to the second
        signal.signal(number, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.extend(map(_start, commands))
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
        return next(child.returncode for child in children if child.poll() is not None) or 1
    except KeyboardInterrupt:
        return 0
    finally:
        _end(children)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own, so that Ctrl-C reaches it through us alone."""
    return subprocess.Popen(
        [sys.executable, "-m", "meetings", *command], start_new_session=True, preexec_fn=_end_with_parent
    )


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
