"""Mails to staff: an invitation, or the way to another password; composed when they leave, with a link made then."""

import secrets
from datetime import datetime
from typing import Any

import css_inline
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.accounts import Way
from meetings.domain.languages import direction
from meetings.domain.messages import Failure
from meetings.domain.ports import Mailer, Undeliverable
from meetings.formats.ical import clean
from meetings.formats.mime import Mailbox, Written, mail_bytes
from meetings.mail.writing import Site
from meetings.queries.demonstration import is_of_demonstration
from meetings.services import staff_mails
from meetings.services.staff_mails import StaffLetter


def send_due(outside: Any, now: datetime) -> int:
    """Send the mails to staff that are due; give how many were settled."""
    mailers: dict[bool, Mailer] = {}
    settled = 0
    try:
        while letter := staff_mails.claim(now):
            is_invented = is_of_demonstration(letter.address)
            if is_invented not in mailers:
                opens = outside.demonstration_mailer if is_invented else outside.open_mailer
                mailers[is_invented] = opens()
            _send(letter, mailers[is_invented], outside, now)
            settled += 1
    finally:
        for mailer in mailers.values():
            mailer.close()
    return settled


def _send(letter: StaffLetter, mailer: Mailer, outside: Any, now: datetime) -> None:
    site = Site(outside.site_name, outside.sender, outside.base_url, outside.host)
    try:
        mailer.send(mail_bytes(compose(letter, site, now)), outside.bounces, letter.address)
    except Undeliverable as error:
        staff_mails.failed(letter, error.failure, str(error), now)
    except ValueError as error:  # an address that no message can be sent to
        staff_mails.failed(letter, Failure.REFUSED, str(error), now)
    else:
        staff_mails.sent(letter, now)


def compose(letter: StaffLetter, site: Site, now: datetime) -> Written:
    """Compose a mail to a member of staff in the language it was asked for in."""
    with force_locale(letter.language):
        name = site.name or _("Minamata Convention on Mercury")
        address = f"{site.base_url}/{letter.language}/desk/sign-in"
        facts = _words(letter, name) | {
            "lang": letter.language,
            "direction": direction(letter.language),
            "site": name,
            "address": f"{address}/{letter.token}" if letter.token else address,
        }
        html = render_template("mail/staff.html", **facts)
        return Written(
            subject=clean(facts["subject"]),
            sender=Mailbox(name, site.sender),
            recipient=Mailbox(clean(letter.name), letter.address),
            date=now,
            message_id=f"<staff.{secrets.token_hex(12)}@{site.host}>",
            language=letter.language,
            text=render_template("mail/staff.txt", **facts).strip() + "\n",
            html=css_inline.inline(html, load_remote_stylesheets=False),
        )


def _words(letter: StaffLetter, site: str) -> dict[str, str]:
    if letter.kind == Way.FORGOTTEN:
        return {
            "subject": _("A new password for %(site)s", site=site),
            "lead": _("Somebody asked for a new password for this address. If it was you, open this page:"),
            "button": _("Choose a password"),
            "note": _("The link works once, within an hour. If it was not you, nothing happens."),
        }
    return {
        "subject": _("Your invitation to work on %(site)s", site=site),
        "lead": _("You are invited to prepare and run sessions on this site."),
        "button": _("Choose a password") if letter.token else _("Sign in"),
        "note": _("The link works once, within a week. Keep it to yourself.")
        if letter.token
        else _("Sign in as you are used to."),
    }
