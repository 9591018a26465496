"""What refusals of panels say."""

from collections.abc import Callable
from typing import Any, Final

from meetings.web.panel.panel_sentences import SENTENCES as PANEL

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    **PANEL,
}
