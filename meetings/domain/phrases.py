"""Phrases of mails with places for words: checked before they are kept, filled without a stranger's link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from meetings.domain import errors

OURS: Final = ("title", "what", "when", "opens", "until", "sessions")
STRANGERS: Final = ("name",)
PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
LINE_LENGTH: Final = 200
TEXT_LENGTH: Final = 2_000
LINE_ENDS: Final = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a mail says around its facts, with places such as `{title}` in it."""

    subject: str
    heading: str
    lead: str


def check_phrases(given: Phrases) -> Phrases:
    """Give phrases trimmed, each with known places only.

    Raises: Missing, TooLong, NotOneLine, UnknownPlaceholder, with the field.
    """
    return Phrases(
        subject=_check(given.subject, "subject", LINE_LENGTH),
        heading=_check(given.heading, "heading", LINE_LENGTH),
        lead=_check(given.lead, "lead", TEXT_LENGTH),
    )


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put words into their places, once: what a word itself has in braces stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), template)


def inert(text: str) -> str:
    """Give a stranger's words so that no mail program makes a link of them: `evil.example` as `evil. example`."""
    return re.sub(r"(?<=\S)([.:/@])(?=\S)", r"\1 ", text)


def _check(text: str, field: str, most: int) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise errors.Missing(field=field)
    if len(kept) > most:
        raise errors.TooLong(field=field, most=most)
    if most == LINE_LENGTH and LINE_ENDS.search(kept):
        raise errors.NotOneLine(field=field)
    rest = PLACEHOLDER.sub("", kept)
    unknown = [name for name in PLACEHOLDER.findall(kept) if name not in (*OURS, *STRANGERS)]
    if unknown or "{" in rest or "}" in rest:
        shown = "{" + unknown[0][:20] + "}" if unknown else "{"
        raise errors.UnknownPlaceholder(field=field, value=shown, known=[*OURS, *STRANGERS])
    return kept
