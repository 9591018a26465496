"""What the code of a badge or of a letter tells strangers: little, and of whoever is not accredited nothing."""

from dataclasses import dataclass
from typing import Any

from meetings.domain.certificates import Standing, is_name, masked_name
from meetings.domain.cop.badges import read_badge_code
from meetings.domain.cop.codes import ADMITTED, BadgeState
from meetings.domain.cop.papers import read_paper_code
from meetings.domain.errors import NotFound
from meetings.domain.panel.letters import read_letter_code
from meetings.queries.cop.badges import SegmentShown, badge
from meetings.queries.cop.papers import paper
from meetings.queries.panel.letters import letter
from meetings.web.cop.badge_words import paper_words
from meetings.web.forms.registrations import category_words
from meetings.web.panel.letters import kind_words


@dataclass(frozen=True, slots=True)
class Checked:
    """What is told of a paper: what it is and whether it holds; for one that does, what of it and for which segment.

    A letter for a panellist is of a `programme` and of no segment.

    `shown_name` is a letter's, in initials, or in full to whoever typed it; of a badge nobody's name is told.
    """

    code: str
    what: str
    is_valid: bool
    is_badge: bool
    category: str = ""
    segment: SegmentShown | None = None
    shown_name: str = ""
    is_right: bool = False
    programme: dict[str, str] | None = None

    @property
    def takes_name(self) -> bool:
        """Say whether a name can be compared with the one on it."""
        return bool(self.shown_name)


def read_code_of_paper(typed: str) -> str | None:
    """Give the code of a badge or letter however it was typed, or nothing for what can be none."""
    return read_badge_code(typed) or read_paper_code(typed) or read_letter_code(typed)


def checked(typed: str, name: str) -> Checked | None:
    """Give what is told of the badge or letter of a code; nothing where there is none.

    Takes: the code as typed, and a name to compare.
    """
    code = read_badge_code(typed)
    try:
        if code:
            return _badge(code)
        code = read_paper_code(typed)
        if code:
            return _letter(code, name)
        code = read_letter_code(typed)
        return _panel_letter(code, name) if code else None
    except NotFound:
        return None


def _badge(code: str) -> Checked:
    found = badge(code=code)
    is_valid = found.badge_state == BadgeState.VALID and found.state in ADMITTED
    facts: dict[str, Any] = {}
    if is_valid:
        facts = {"category": category_words(found.category), "segment": found.segment}
    return Checked(code, "", is_valid, is_badge=True, **facts)


def _letter(code: str, name: str) -> Checked:
    shown = paper(code)
    is_valid, on_it = shown.standing == Standing.VALID, shown.name or ""
    if not is_valid:
        return Checked(code, paper_words(shown.kind), is_valid, is_badge=False)
    is_right = bool(name) and is_name(on_it, name)
    return Checked(
        code,
        paper_words(shown.kind),
        is_valid,
        is_badge=False,
        category=category_words(shown.bearer.category),
        segment=shown.bearer.segment,
        shown_name=on_it if is_right else masked_name(on_it),
        is_right=is_right,
    )


def _panel_letter(code: str, name: str) -> Checked:
    shown = letter(code)
    is_valid, on_it, what = shown.standing == Standing.VALID, shown.name or "", kind_words(shown.kind)
    if not is_valid:
        return Checked(code, what, is_valid, is_badge=False)
    is_right = bool(name) and is_name(on_it, name)
    return Checked(
        code,
        what,
        is_valid,
        is_badge=False,
        shown_name=on_it if is_right else masked_name(on_it),
        is_right=is_right,
        programme=shown.programme_title,
    )
