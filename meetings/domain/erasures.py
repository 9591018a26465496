"""Lines that say who was erased: a moment, a number, a random name that was, and keyed hashes; nothing else."""

import json
from datetime import datetime
from typing import Any


def read_lines(raw: bytes) -> list[dict[str, Any]]:
    """Read lines of JSON; one that was cut is left out."""
    found = []
    for line in raw.splitlines():
        try:
            one = json.loads(line)
            datetime.fromisoformat(one["at"])
        except (ValueError, TypeError, KeyError):
            continue
        found.append(one)
    return found
