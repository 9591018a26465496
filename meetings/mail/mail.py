"""What a mail is to the desk, and the places in its phrases that facts fill."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from meetings.domain.phrases import Phrases

WHAT: Final = "{what}"
TITLE: Final = "{title}"
WHEN: Final = "{when}"
COUNT: Final[dict[str, str]] = {"count": "{sessions}", "when": "{when}"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: its name at the desk, and the phrases it is built with; both in the reader's language."""

    name: Callable[[], str]
    phrases: Callable[[], Phrases]
