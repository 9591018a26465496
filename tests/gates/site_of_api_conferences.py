"""What the site with one of everything has more for the API, for conferences."""

from datetime import datetime
from typing import Any


def put(site: Any, rows: int, now: datetime) -> None:
    """Add nothing yet."""
