"""Who of the staff did something, by the name under which acts are noted."""

from collections.abc import Iterable

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.staff import User


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """Give the names of members of staff by actor (`user:3`), in one query; of others nothing."""
    numbers = {
        int(one.removeprefix("user:"))
        for one in actors
        if one.startswith("user:") and one.removeprefix("user:").isdecimal()
    }
    if not numbers:
        return {}
    rows = db.session.execute(select(User.id, User.name, User.email).where(User.id.in_(numbers)))
    return {f"user:{number}": name or email for number, name, email in rows}
