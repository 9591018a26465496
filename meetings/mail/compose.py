"""A letter becomes a message: which words and facts each kind takes."""

from dataclasses import replace
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.codes import NoticeKind
from meetings.domain.zones import to_local
from meetings.formats.contacts.letters import Setting
from meetings.formats.mime import Written, mail_bytes
from meetings.mail.contacts.campaigns import campaign_mail
from meetings.mail.contacts.focal_reminders import reminder_body, to_mission
from meetings.mail.contacts.letters import carried, letter_body, name_on_line
from meetings.mail.delegates import (
    ToDelegate,
    delegate_body,
    is_test,
    lines_of_delegate,
    sessions_of_delegate,
)
from meetings.mail.delegations import ToFocalPoint, delegation_body, lines_of
from meetings.mail.kinds import kind_of
from meetings.mail.panel import ToPanelist, panel_body
from meetings.mail.panel import lines_of as lines_of_panel
from meetings.mail.panel import told_of as times_of_panel
from meetings.mail.reminding import together
from meetings.mail.run_sheets import rehearsal_calendar, run_sheet_body, to_owner
from meetings.mail.surveys import Asking, survey_body
from meetings.mail.words import Body
from meetings.mail.writing import Composed, Handed, Section, Site, write
from meetings.queries.contacts.campaign_letters import CampaignLetter
from meetings.queries.contacts.focal_letters import FocalReminder
from meetings.queries.contacts.letter_mails import LetterMail
from meetings.queries.cop.delegate_letters import DelegateLetter
from meetings.queries.cop.focal_letters import FocalLetter
from meetings.queries.live.run_sheet_letters import RunSheetLetter
from meetings.queries.messages import Letter
from meetings.queries.panel.mails import PanelMail
from meetings.queries.survey_letters import Invited


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
