"""Forms of participants, speakers and focal points, by their own links, and what programs do instead."""

from typing import Final

FORMS: Final[dict[str, tuple[str, ...]]] = {}
