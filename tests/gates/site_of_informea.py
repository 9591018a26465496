"""What the site with one of everything has more for InforMEA's node."""

from datetime import datetime
from typing import Any


def put(site: Any, rows: int, now: datetime) -> None:
    """Name a meeting that the node tells of: a time of the season's session."""
    site.names |= {"entity": f"'{site.names['slot_id']}'", "meeting_id": site.names["slot_id"]}
