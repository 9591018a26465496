"""A message as it is written: text, HTML and calendar entry that say the same, and whom it goes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import css_inline
from flask import render_template
from flask_babel import gettext as _

from meetings.domain.codes import NoticeKind
from meetings.domain.languages import direction, upright
from meetings.domain.phrases import Phrases, fill, inert
from meetings.domain.ports import Typesetter
from meetings.formats.ical import Entry, Own, calendar_bytes, clean, personal_entry
from meetings.formats.languages import FIRST_ISOLATE, POP_ISOLATE
from meetings.formats.mime import Mailbox, Written
from meetings.mail.contacts.campaigns import CampaignMail
from meetings.mail.delegates import (
    ToDelegate,
)
from meetings.mail.delegations import ToFocalPoint
from meetings.mail.kinds import every_mail, kind_of
from meetings.mail.modes import ways_words
from meetings.mail.panel import ToPanelist
from meetings.mail.run_sheets import ToOwner
from meetings.mail.surveys import Asking
from meetings.mail.words import Body
from meetings.queries.contacts.letter_mails import LetterMail
from meetings.queries.messages import Item, Letter
from meetings.services.links import Rights
from meetings.services.outbox import Told


@dataclass(frozen=True, slots=True)
class Site:
    """Who writes: the site's name, the sender's address, the site's address, and what sets papers."""

    name: str
    sender: str
    base_url: str
    host: str
    typesetter: Typesetter | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready to be handed over, and what it tells; `copies` are addresses that get it too."""

    content: bytes
    recipient: str
    subject: str
    told: tuple[Told, ...]
    demonstration: bool
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """The rights a letter hands over: those of each registration, and the one to get no more of its kind.

    `me_token` is the right to see one's registrations, where the letter is about none; `survey_token` to answer;
    `focal_token` to name a delegation, `speak_token` to see one's panels, with the code that proves a device, where it
    was asked for; `join_token` with its code to join as a delegate.
    """

    registrations: Mapping[str, Rights]
    stop_token: str = ""
    me_token: str = ""
    survey_token: str = ""
    focal_token: str = ""
    device_code: str = ""
    join_token: str = ""
    code: str = ""
    speak_token: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What a mail says of one thing, with the item it comes from and the rights it hands over."""

    item: Item
    body: Body
    rights: Rights


def write(
    letter: Letter,
    body: Body,
    sections: list[Section],
    stop_token: str,
    site: Site,
    now: datetime,
    *,
    me_token: str = "",
    asking: Asking | None = None,
    focal: ToFocalPoint | None = None,
    delegate: ToDelegate | None = None,
    panel: ToPanelist | None = None,
    owner: ToOwner | None = None,
    campaign: CampaignMail | None = None,
    official: LetterMail | None = None,
    calendars: tuple[tuple[str, bytes], ...] = (),
) -> Written:
    """Write a message whose phrases are those of `body` and whose facts are those of the sections."""
    said = campaign.said if campaign else phrases_of(letter, body)
    facts = _facts(letter, said, sections, site, me_token)
    facts |= {"asking": asking, "focal": focal, "delegate": delegate, "panel": panel, "owner": owner}
    facts |= {"campaign": campaign}
    facts["has_own_page"] = any((focal, delegate, panel, owner, campaign, official))
    headers = {}
    if stop_token:  # one press in a mail program; source: RFC 8058
        alone = NoticeKind.CAMPAIGN if campaign else NoticeKind.SURVEY
        stop = kind_of(sections[0].item.kind if sections else alone).stop
        facts["stop_words"] = stop.line() if stop else ""
        facts["stop_address"] = f"{site.base_url}/{letter.language}/stop/{stop_token}"
        headers["List-Unsubscribe"] = f"<{facts['stop_address']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Written(
        subject=clean(said.subject),
        sender=Mailbox(site.name or _("Minamata Convention on Mercury"), site.sender),
        recipient=Mailbox(clean(upright(letter.name)), letter.address),
        date=now,
        message_id=letter.message_id,
        language=letter.language,
        text=render_template("mail/mail.txt", **facts).strip() + "\n",
        html=css_inline.inline(render_template("mail/mail.html", **facts), load_remote_stylesheets=False),
        headers=headers,
        calendars=calendars
        or tuple(
            _published(letter, sections, site)
            if body.is_shared
            else (one for section in sections for one in _calendars(letter, section, site))
        ),
    )


def _facts(
    letter: Letter, said: Phrases, sections: list[Section], site: Site, me_token: str
) -> dict[str, object]:
    lang = letter.language
    return {
        "said": said,
        "sections": [_section(one, lang, site) for one in sections],
        "shared": _shared(sections, lang, site),
        "greeting": _("Dear %(name)s,", name=_name(letter)) if letter.name else _("Good day,"),
        "lang": lang,
        "direction": direction(lang),
        "site": site.name or _("Minamata Convention on Mercury"),
        "programme": letter.items[0].registration.programme
        if letter.items
        else letter.survey
        or letter.delegation
        or letter.delegate
        or letter.panel
        or letter.run_sheet
        or letter.focal_reminder
        or letter.campaign
        or letter.official,
        "code_address": f"{site.base_url}/{lang}/join",
        "me_address": f"{site.base_url}/{lang}/me/{sections[0].rights.me_token if sections else me_token}",
    }


def phrases_of(letter: Letter, body: Body) -> Phrases:
    """Give the phrases of a mail with their places filled: what staff put there, else ours."""
    chosen = letter.edited.get(body.key) or every_mail()[body.key].phrases()
    values = {**body.values, "name": _name(letter)}
    return Phrases(fill(chosen.subject, values), fill(chosen.heading, values), fill(chosen.lead, values))


def _name(letter: Letter) -> str:
    """Give a stranger's name, inert and apart from the words round it; nothing where it is not to be told."""
    return letter.name and f"{FIRST_ISOLATE}{inert(clean(letter.name))}{POP_ISOLATE}"


def _shared(sections: list[Section], lang: str, site: Site) -> dict[str, object]:
    """Say of a mail whose things share one way in: where it is, and whether its reader follows what they are of."""
    ways = [one for one in sections if one.body.is_shared]
    joins = [one for one in ways if one.body.may_join]
    return {
        "join_address": _join_address(joins[0], lang, site) if joins else "",
        "code": joins[0].rights.code if joins else "",
        "follows": any(one.body.follows for one in ways),
    }


def _section(section: Section, lang: str, site: Site) -> dict[str, object]:
    about = section.item.registration
    return {
        "body": section.body,
        "title": section.body.values["title"],
        "words": about.session.title,
        "join_address": _join_address(section, lang, site),
        "code": section.rights.code,
        "session_address": f"{site.base_url}/{lang}/{about.programme.slug}/{about.session.slug}/",
    }


def _join_address(section: Section, lang: str, site: Site) -> str:
    return f"{site.base_url}/{lang}/join/{section.rights.join_token}"


def _calendars(letter: Letter, section: Section, site: Site) -> Iterator[tuple[str, bytes]]:
    """Give the entries: those that stand as the invitation, those that fell away as a cancelling of the earlier one."""
    entries = _entries(letter, section, site, (letter.name, letter.address))
    for method, chosen in (
        ("REQUEST", [one for one in entries if not one.cancelled]),
        ("CANCEL", [one for one in entries if one.cancelled]),
    ):
        if chosen:
            yield method, calendar_bytes(chosen, method=method, lang=letter.language)


def _published(letter: Letter, sections: list[Section], site: Site) -> Iterator[tuple[str, bytes]]:
    """Give all entries in one calendar: an invitation may hold one identity only. Source: RFC 5546, 3.2.2."""
    entries = [entry for one in sections for entry in _entries(letter, one, site, None)]
    if entries:
        yield "PUBLISH", calendar_bytes(entries, method="PUBLISH", lang=letter.language)


def _entries(letter: Letter, section: Section, site: Site, attendee: tuple[str, str] | None) -> list[Entry]:
    """Give the entries of a section: those that stand, and those that fell away after they were sent."""
    if not section.body.parts:
        return []
    code = section.rights.code
    own = Own(
        host=site.host,
        join_address=_join_address(section, letter.language, site),
        code=code,
        description=_("Code to join: %(code)s", code=code),
        organizer=(site.name or _("Minamata Convention on Mercury"), site.sender),
        attendee=attendee,
        ways=ways_words(),
    )
    registration = section.item.registration
    entries = [
        personal_entry(registration, place, letter.language, own)
        for place in registration.places
        if place.part in section.body.parts
    ]
    return [one for one in entries if not one.cancelled or registration.sequence > 0]
