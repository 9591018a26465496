"""Forms of officers and organizers, for conferences, and what programs do instead."""

from typing import Final

FORMS: Final[dict[str, tuple[str, ...]]] = {}
