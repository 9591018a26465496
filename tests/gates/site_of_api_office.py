"""What the site with one of everything has more for the API, for people, contacts and the house."""

from datetime import datetime
from typing import Any


def put(site: Any, rows: int, now: datetime) -> None:
    """Name a role, a row, a grant, and the language that a letter is written in."""
    site.names |= {"role": "1", "row": "1", "grant": "999999", "letter_language": "en"}
