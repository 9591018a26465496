"""What refusals of the hour itself say."""

from collections.abc import Callable
from typing import Any, Final

from meetings.web.live.floor_sentences import SENTENCES as FLOOR
from meetings.web.live.questions_sentences import SENTENCES as QUESTIONS
from meetings.web.live.run_sheets_sentences import SENTENCES as RUN_SHEETS
from meetings.web.platforms_sentences import SENTENCES as PLATFORMS

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    **FLOOR,
    **PLATFORMS,
    **QUESTIONS,
    **RUN_SHEETS,
}
