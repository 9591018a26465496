"""A mail as it would read today, with a real registration's facts and links that lead nowhere."""

from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

from flask_babel import force_locale

from meetings.domain.codes import NoticeKind
from meetings.domain.phrases import Phrases
from meetings.mail.compose import Section, Site, write
from meetings.mail.words import confirmation
from meetings.queries.messages import Item, Letter
from meetings.queries.registrations import RegistrationShown
from meetings.services.links import Rights

RIGHTS = Rights("example", "bafu-miko-zera", "example")


def sample(
    registration: RegistrationShown,
    key: str,
    language: str,
    chosen: Phrases,
    to: str,
    site: Site,
    now: datetime,
) -> EmailMessage:
    """Write the mail of a key in a language, with phrases as they are being chosen.

    Takes: the registration whose facts it shows; `to`, the address on it.
    """
    item = Item(NoticeKind.AGAIN, language, "", None, None, True, registration, {})
    letter = Letter(
        id="sample",
        message_id=f"<sample-{now:%Y%m%d%H%M%S%f}@{site.host}>",
        person_id=registration.person_id,
        name=registration.name,
        address=to,
        language=language,
        not_after=None,
        items=(item,),
        stopped=frozenset(),
        edited={key: chosen},
    )
    with force_locale(language):
        body = confirmation(item)
        assert body is not None  # this kind always has something to say
        shown = replace(body, key=key)
        return write(letter, shown, [Section(item, shown, RIGHTS)], "", site, now)
