"""Forms of staff, for people, contacts, mails and the house itself, and what programs do instead."""

from typing import Final

FORMS: Final[dict[str, tuple[str, ...]]] = {}
