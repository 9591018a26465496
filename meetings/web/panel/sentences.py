"""What refusals of panels say."""

from collections.abc import Callable
from typing import Any, Final

from meetings.web.panel.panel_sentences import SENTENCES as PANEL
from meetings.web.panel.slides_sentences import SENTENCES as SLIDES

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    **PANEL,
    **SLIDES,
}
