"""What the site with one of everything has more for feeds, maps of the site and what others embed."""

from datetime import datetime
from typing import Any


def put(site: Any, rows: int, now: datetime) -> None:
    """Add nothing yet."""
