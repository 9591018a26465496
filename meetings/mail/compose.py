"""A letter becomes a message: text, HTML and calendar entry that say the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import css_inline
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.codes import NoticeKind
from meetings.domain.languages import direction
from meetings.domain.phrases import Phrases, fill, inert
from meetings.domain.ports import Typesetter
from meetings.domain.zones import to_local
from meetings.formats.contacts.letters import Setting
from meetings.formats.ical import Entry, Own, calendar_bytes, clean, personal_entry
from meetings.formats.languages import FIRST_ISOLATE, POP_ISOLATE
from meetings.formats.mime import Mailbox, Written, mail_bytes
from meetings.mail.contacts.focal_reminders import reminder_body, to_mission
from meetings.mail.contacts.campaigns import CampaignMail, campaign_mail
from meetings.mail.contacts.letters import carried, letter_body, name_on_line
from meetings.mail.delegates import (
    ToDelegate,
    delegate_body,
    is_test,
    lines_of_delegate,
    sessions_of_delegate,
)
from meetings.mail.delegations import ToFocalPoint, delegation_body, lines_of
from meetings.mail.kinds import every_mail, kind_of
from meetings.mail.modes import ways_words
from meetings.mail.panel import ToPanelist, panel_body
from meetings.mail.panel import lines_of as lines_of_panel
from meetings.mail.panel import told_of as times_of_panel
from meetings.mail.reminding import together
from meetings.mail.run_sheets import ToOwner, rehearsal_calendar, run_sheet_body, to_owner
from meetings.mail.surveys import Asking, survey_body
from meetings.mail.words import Body
from meetings.queries.contacts.focal_letters import FocalReminder
from meetings.queries.contacts.campaign_letters import CampaignLetter
from meetings.queries.contacts.letter_mails import LetterMail
from meetings.queries.cop.delegate_letters import DelegateLetter
from meetings.queries.cop.focal_letters import FocalLetter
from meetings.queries.live.run_sheet_letters import RunSheetLetter
from meetings.queries.messages import Item, Letter
from meetings.queries.panel.mails import PanelMail
from meetings.queries.survey_letters import Invited
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


def compose(letter: Letter, rights: Handed, site: Site, now: datetime) -> Composed | None:
    """Compose a letter in its reader's language, or nothing where today's facts make it needless.

    Raises: ValueError, for an address that no message can be sent to.
    """
    if letter.campaign is not None:
        return _of_campaign(letter, letter.campaign, rights, site, now)
    with force_locale(letter.language):
        if letter.delegation is not None:
            return _to_focal_point(letter, letter.delegation, rights, site, now)
        if letter.delegate is not None:
            return _to_delegate(letter, letter.delegate, rights, site, now)
        if letter.panel is not None:
            return _to_panelist(letter, letter.panel, rights, site, now)
        if letter.run_sheet is not None:
            return _of_run_sheet(letter, letter.run_sheet, rights, site, now)
        if letter.focal_reminder is not None:
            return _to_mission(letter, letter.focal_reminder, site, now)
        if letter.official is not None:
            return _official(letter, letter.official, site, now)
        if letter.survey is not None:
            return _invitation(letter, letter.survey, rights, site, now)
        if not letter.items:
            return _link_alone(letter, rights, site, now)
        worded = [
            (item, kind_of(item.kind).words(item))
            for item in letter.items
            if (item.not_after is None or now < item.not_after)
            and kind_of(item.kind).scope not in letter.stopped
        ]
        sections = [
            Section(item, body, rights.registrations[item.registration.id]) for item, body in worded if body
        ]
        if not sections:
            return None
        body = sections[0].body
        if len(sections) > 1:
            several = kind_of(sections[0].item.kind).several or body.key
            body = together([one.body for one in sections], several)
        written = write(letter, body, sections, rights.stop_token, site, now)
        return Composed(
            content=mail_bytes(written),
            recipient=letter.address,
            subject=written.subject,
            told=body.told,
            demonstration=letter.items[0].registration.programme.demonstration,
        )


def _link_alone(letter: Letter, rights: Handed, site: Site, now: datetime) -> Composed:
    """Compose the letter that gives their link to somebody who never registered."""
    written = write(letter, Body("link", {}), [], "", site, now, me_token=rights.me_token)
    content, is_invented = mail_bytes(written), letter.origin == "demonstration"
    return Composed(content, letter.address, written.subject, (), is_invented)


def _invitation(letter: Letter, about: Invited, rights: Handed, site: Site, now: datetime) -> Composed | None:
    """Compose the letter that asks to answer a survey; nothing to whoever wants none any more."""
    if kind_of(NoticeKind.SURVEY).scope in letter.stopped:
        return None
    asking = Asking(about, f"{site.base_url}/{letter.language}/survey/{rights.survey_token}")
    body = survey_body(about, letter.language)
    written = write(letter, body, [], rights.stop_token, site, now, me_token=rights.me_token, asking=asking)
    return Composed(mail_bytes(written), letter.address, written.subject, (), about.demonstration)


def _to_focal_point(
    letter: Letter, about: FocalLetter, rights: Handed, site: Site, now: datetime
) -> Composed:
    """Compose a letter to a focal point: with their link, and of their delegation in numbers alone."""
    address = f"{site.base_url}/{letter.language}/delegation/{rights.focal_token}"
    told = ToFocalPoint(address, lines_of(about), rights.device_code)
    body = delegation_body(about, letter.language)
    written = write(letter, body, [], "", site, now, focal=told)
    return Composed(mail_bytes(written), letter.address, written.subject, (), about.demonstration)


def _to_delegate(
    letter: Letter, about: DelegateLetter, rights: Handed, site: Site, now: datetime
) -> Composed:
    """Compose a letter to a delegate: of where they are accredited or what begins later, with their way in and page."""
    base = f"{site.base_url}/{letter.language}"
    told = ToDelegate(
        lines=lines_of_delegate(about, letter.language),
        sessions=sessions_of_delegate(about, letter.language),
        join_address="" if is_test(about) else f"{base}/join/{rights.join_token}",
        code=rights.code,
        me_address=f"{base}/me/{rights.me_token}",
        is_test=is_test(about),
    )
    body = delegate_body(about, letter.language)
    written = write(letter, body, [], "", site, now, delegate=told)
    return Composed(mail_bytes(written), letter.address, written.subject, (), about.demonstration)


def _to_panelist(letter: Letter, about: PanelMail, rights: Handed, site: Site, now: datetime) -> Composed:
    """Compose a letter to a panellist or an assistant: with their link, and times in their zone."""
    lang = letter.language
    address = f"{site.base_url}/{lang}/speak/{rights.speak_token}" if rights.speak_token else ""
    sessions, lines = times_of_panel(about, lang), lines_of_panel(about, lang)
    told = ToPanelist(address, sessions, lines, rights.device_code, bool(about.whom))
    written = write(letter, panel_body(about, lang), [], "", site, now, panel=told)
    return Composed(mail_bytes(written), letter.address, written.subject, (), about.demonstration)


def _of_run_sheet(
    letter: Letter, about: RunSheetLetter, rights: Handed, site: Site, now: datetime
) -> Composed:
    """Compose a letter to the owner of tasks, or to a guest of a rehearsal with its entry for their calendar."""
    base, address = f"{site.base_url}/{letter.language}", ""
    if about.is_staff:
        address = f"{base}/desk/{about.programme}/run-sheet/{about.slot_id}"
    elif rights.speak_token:
        address = f"{base}/speak/{rights.speak_token}/brief/{about.slot_id}"
    told, body = to_owner(about, letter.language, address), run_sheet_body(about, letter.language)
    entry = rehearsal_calendar(
        about,
        letter.language,
        host=site.host,
        address=address,
        organizer=(site.name or _("Minamata Convention on Mercury"), site.sender),
        attendee=(letter.name, letter.address),
    )
    written = write(letter, body, [], "", site, now, owner=told, calendars=(entry,) if entry else ())
    return Composed(mail_bytes(written), letter.address, written.subject, (), about.demonstration)


def _to_mission(letter: Letter, about: FocalReminder, site: Site, now: datetime) -> Composed:
    """Compose a letter that reminds a mission that its Party has notified no national focal point."""
    body, told = reminder_body(about, letter.language), to_mission(about, letter.language)
    written = write(letter, body, [], "", site, now, owner=told)
    return Composed(mail_bytes(written), letter.address, written.subject, (), about.demonstration)


def _of_campaign(
    letter: Letter, about: CampaignLetter, rights: Handed, site: Site, now: datetime
) -> Composed | None:
    """Compose a mail of a campaign, in the language it is read in; nothing to whoever wants none any more."""
    if about.scope in letter.stopped:
        return None
    written = write_campaign(letter, about, rights.stop_token, site, now)
    return Composed(mail_bytes(written), letter.address, written.subject, (), about.demonstration)


def write_campaign(
    letter: Letter, about: CampaignLetter, stop_token: str, site: Site, now: datetime
) -> Written:
    """Write a mail of a campaign as it leaves; a preview and a test are written by the same words."""
    read = replace(letter, language=about.language, campaign=about)
    with force_locale(about.language):
        told = campaign_mail(about, site.base_url)
        return write(read, Body("campaign", {}), [], stop_token, site, now, campaign=told)
def _official(letter: Letter, about: LetterMail, site: Site, now: datetime) -> Composed:
    """Compose the mail that carries an official letter: one for all of a government's To and Cc, who see each other."""
    if site.typesetter is None:
        raise ValueError("no paper can be made here")
    today = to_local(now, about.letter.programme.zone).date()
    setting = Setting(site.base_url, site.name, today, about.names)
    held = carried(about, letter.address, setting, site.typesetter)
    named = replace(letter, name=name_on_line(about, letter.address))
    written = replace(
        write(named, letter_body(about, setting), [], "", site, now, official=about),
        also_to=held.also_to,
        copies=held.copies,
        papers=held.papers,
    )
    copies = tuple(one.address for one in (*held.also_to, *held.copies))
    return Composed(
        mail_bytes(written), letter.address, written.subject, (), about.demonstration, copies=copies
    )


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
    facts |= {"campaign": campaign, "has_own_page": any((focal, delegate, panel, owner, campaign))}
    facts["has_own_page"] = any((focal, delegate, panel, owner, official))
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
        recipient=Mailbox(clean(letter.name), letter.address),
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
        or letter.focal_reminder,
        or letter.campaign,
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
