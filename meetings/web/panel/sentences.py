"""What refusals of panels say."""

from collections.abc import Callable
from typing import Any, Final

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {}
