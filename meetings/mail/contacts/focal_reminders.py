"""What mails to permanent missions say of a national focal point that was not notified."""

from flask_babel import gettext as _

from meetings.formats.languages import marked
from meetings.formats.times import date_words
from meetings.mail.run_sheets import ToOwner
from meetings.mail.words import Body, count_words
from meetings.queries.contacts.focal_letters import FocalReminder


def reminder_body(about: FocalReminder, lang: str) -> Body:
    """Say of which Party."""
    title = marked(about.names, lang)
    values = {"title": title, "what": title, "when": date_words(about.day, lang)}
    values |= {"opens": "", "until": "", "sessions": count_words(1)}
    return Body("focal_reminder", values, may_join=False)


def to_mission(about: FocalReminder, lang: str) -> ToOwner:
    """Say of which Party, and when the term of its last focal point ended."""
    lines = [_("Party: %(name)s", name=marked(about.names, lang))]
    if about.ended_on is not None:
        lines.append(
            _("The term of the last focal point ended on %(day)s.", day=date_words(about.ended_on, lang))
        )
    return ToOwner(tuple(lines), "", "", "")
