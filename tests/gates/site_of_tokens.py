"""What the site with one of everything has more for tokens of programs."""

from datetime import datetime, timedelta
from typing import Any

from meetings.services.api_tokens import NewToken, make_token


def put(site: Any, rows: int, now: datetime) -> None:
    """Make tokens that nobody holds, held to an act and a time."""
    site.names["group"] = "tokens"
    for number in range(rows):
        new = NewToken(f"Program {number}", "reader", acts=("see",), expires_at=now + timedelta(days=9))
        token_id, _token = make_token(new, now, "user:1")
        site.names.setdefault("token_id", str(token_id))
