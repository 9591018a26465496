"""Forms of organizers, for seasons, sessions and the live hour, and what programs do instead."""

from typing import Final

FORMS: Final[dict[str, tuple[str, ...]]] = {}
