"""How long people stayed in a time, for its page at the desk."""

from datetime import datetime
from typing import Any

from meetings.domain.languages import direction
from meetings.domain.permissions import Act
from meetings.domain.retention import retention
from meetings.domain.seasons import is_over
from meetings.domain.statistics import presences
from meetings.formats.retention import draw
from meetings.queries.desk import SlotPage
from meetings.queries.reports import slot_facts
from meetings.web.desk.access import may_on


def retention_words(page: SlotPage, now: datetime, lang: str) -> dict[str, Any] | None:
    """Give the picture of who was there by the minute; nothing before a time is over, or where nobody was."""
    if not is_over(page.slot, now) or not may_on(Act.FIGURES, page):
        return None
    facts = slot_facts(page.programme.slug, page.session.slug, page.slot.id, now)
    if facts is None:
        return None
    found = retention(facts.holdings[0], presences(facts))
    if not found.people:
        return None
    return {"found": found, "picture": draw(found, is_mirrored=direction(lang) == "rtl")}
