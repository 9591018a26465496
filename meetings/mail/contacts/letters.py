"""Mails that carry official letters: a few words, the letter as PDF, and To and Cc as the government sees them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.errors import Refused
from meetings.domain.languages import upright
from meetings.domain.phrases import Phrases
from meetings.formats.contacts.letters import TEMPLATE, Setting, file_name, paper, subject
from meetings.formats.ical import clean
from meetings.formats.mime import Mailbox
from meetings.mail.mail import TITLE, WHAT, Mail
from meetings.mail.words import Body
from meetings.queries.contacts.letter_mails import LetterMail

KEY: Final = "official_letter"
LETTERS: Final[dict[str, Mail]] = {
    KEY: Mail(
        lambda: _("Official letter"),
        lambda: Phrases(
            _("%(what)s: %(title)s", what=WHAT, title=TITLE),
            _("Letter %(what)s", what=WHAT),
            _("Please find attached the letter “%(title)s”.", title=TITLE),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Carried:
    """What a mail with a letter holds beside its phrases."""

    also_to: tuple[Mailbox, ...]
    copies: tuple[Mailbox, ...]
    papers: tuple[tuple[str, bytes], ...]


def letter_body(about: LetterMail, setting: Setting) -> Body:
    """Name the letter by its symbol and subject."""
    values = {
        "what": about.letter.symbol,
        "title": clean(subject(about.letter, about.language, setting)),
        "when": "",
        "opens": "",
        "until": "",
        "sessions": "",
    }
    return Body(KEY, values, may_join=False)


def carried(about: LetterMail, address: str, setting: Setting, typesetter: Any) -> Carried:
    """Give what goes with the mail of a government.

    Takes: the address the mail goes to, which is not named twice; what sets papers. It is that of the first of To,
    also where it was corrected since the letter was sent.
    Raises: ValueError, where no paper can be made.
    """
    try:
        content = _set(typesetter, _frozen(paper(about.letter, about.language, setting)))
    except Refused as refusal:
        raise ValueError(f"no paper can be made: {refusal.code}") from refusal
    others = [_at(name, mail) for name, mail in about.to[1:] if mail.lower() != address.lower()]
    copies = [_at(name, mail) for name, mail in about.copies if mail.lower() != address.lower()]
    return Carried(tuple(others), tuple(copies), ((file_name(about.letter.symbol, about.language), content),))


def name_on_line(about: LetterMail, address: str) -> str:
    """Give the name that stands with the address a mail goes to: the office's, as the letter keeps it."""
    names = {mail.lower(): name for name, mail in about.to}
    return upright(names.get(address.lower(), about.to[0][0]))


def _at(name: str, address: str) -> Mailbox:
    return Mailbox(clean(upright(name)), address)


def _frozen(data: Mapping[str, Any]) -> str:
    return json.dumps({**data, "dated": data["dated"].isoformat()}, sort_keys=True)


@lru_cache(maxsize=12)  # a letter to everybody is one paper in each language
def _set(typesetter: Any, frozen: str) -> bytes:
    data = json.loads(frozen)
    data["dated"] = datetime.fromisoformat(data["dated"])
    made: bytes = typesetter.pdf(TEMPLATE, data)
    return made
