"""What refusals of the hour itself say."""

from collections.abc import Callable
from typing import Any, Final

from meetings.web.live.run_sheets_sentences import SENTENCES as RUN_SHEETS

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    **RUN_SHEETS,
}
