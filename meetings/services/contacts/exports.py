"""Tables of contacts that somebody took along, in the journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from meetings.extensions import transaction
from meetings.services.audit import note

EXPORT: Final = "contacts.export"


def note_export(asked: Mapping[str, Any], number: int, form: str, now: datetime, *, actor: str) -> None:
    """Note who took contacts along: by which filter, how many, and in which form."""
    with transaction():
        note(
            now,
            actor,
            EXPORT,
            "contacts",
            after={"asked": dict(asked), "number": number, "form": form},
        )
