"""A mail as it would read today, with a real registration's facts and links that lead nowhere."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from flask_babel import force_locale

from meetings.domain.codes import NoticeKind, PlaceState
from meetings.domain.phrases import Phrases
from meetings.formats.ical import clean
from meetings.formats.mime import Written
from meetings.mail.words import change, confirmation
from meetings.mail.writing import Section, Site, phrases_of, write
from meetings.queries.messages import Heard, Item, Letter
from meetings.queries.programmes import SlotShown
from meetings.queries.registrations import PlaceShown, RegistrationShown
from meetings.services.links import Rights

RIGHTS: Final = Rights("example", "bafu-miko-zera", "example")
SOMEBODY: Final = "…"


def sample(
    registration: RegistrationShown,
    key: str,
    language: str,
    chosen: Phrases,
    to: str,
    site: Site,
    now: datetime,
) -> Written:
    """Write the mail of a key in a language, with phrases as they are being chosen.

    Takes: the registration whose facts it shows; `to`, the address on it.
    """
    item = Item(NoticeKind.AGAIN, language, "", None, None, True, registration, {}, now)
    letter = replace(
        _letter(item, {key: chosen}), message_id=f"<sample-{now:%Y%m%d%H%M%S%f}@{site.host}>", address=to
    )
    with force_locale(language):
        body = confirmation(item)
        assert body is not None  # this kind always has something to say
        shown = replace(body, key=key)
        return write(letter, shown, [Section(item, shown, RIGHTS)], "", site, now)


def subject_of_change(
    registration: RegistrationShown,
    after: SlotShown,
    heard: Heard,
    language: str,
    edited: Mapping[str, Phrases],
    now: datetime,
) -> str:
    """Word the subject under which a change is told in a language, with the time in the programme's zone.

    Takes: a registration with a place in the slot; `after`, the slot as it would be; `heard`, as it was told;
    phrases that staff chose in this language.
    """
    session = registration.session
    slots = tuple(after if one.id == after.id else one for one in session.slots)
    place = PlaceShown(after.part, after.id, PlaceState.CONFIRMED, None)
    shown = replace(
        registration,
        name=SOMEBODY,
        zone=None,
        ended_at=None,
        session=replace(session, slots=slots),
        places=(place,),
    )
    item = Item(NoticeKind.CHANGE, language, "", after.id, None, True, shown, {after.id: heard}, now)
    with force_locale(language):
        body = change(item)
        return clean(phrases_of(_letter(item, edited), body).subject) if body else ""


def _letter(item: Item, edited: Mapping[str, Phrases]) -> Letter:
    return Letter(
        id="sample",
        message_id="",
        person_id=item.registration.person_id,
        name=item.registration.name,
        address="",
        language=item.language,
        not_after=None,
        items=(item,),
        stopped=frozenset(),
        edited=edited,
    )
