"""Whoever runs the tests without a browser reads so in the last line."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEST = "tests/gates/test_settings.py"


def test_last_line_says_that_no_browser_is_there(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--collect-only", TEST],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.rstrip().rpartition("\n")[2]
    assert last == "No Chromium is installed: the tests in a browser were left out."
