"""What mails to panellists and their assistants say: times in their own zone, what is wanted, their link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from meetings.domain.codes import SlotState
from meetings.domain.panel.wanted import Thing, Wanted
from meetings.domain.phrases import inert
from meetings.formats.ical import clean
from meetings.formats.languages import FIRST_ISOLATE, POP_ISOLATE, marked
from meetings.formats.times import SlotWords, Timed, day_words, short_words, word_slot, word_three
from meetings.mail.delays import delay_body, told_late
from meetings.mail.words import Body, SessionTold, TimeTold, count_words
from meetings.queries.panel.mails import MOVED, PanelMail, TimeBefore
from meetings.queries.panel.panels import PanelShown

TELLS_TIMES: Final = ("invited", "link", "wanted")
THINGS: Final[dict[Thing, Callable[[str], str]]] = {
    Thing.ANSWER: lambda day: _("Whether you come, by %(day)s", day=day),
    Thing.AFFILIATION: lambda day: _("Your affiliation as it is to be printed, by %(day)s", day=day),
    Thing.SLIDES: lambda day: _("Your slides, by %(day)s", day=day),
    Thing.RELEASE: lambda day: _("Whether you may be recorded, by %(day)s", day=day),
}


@dataclass(frozen=True, slots=True)
class ToPanelist:
    """What stands in a mail to a panellist beside its phrases: sessions with times, lines, a code, their page.

    `address` is empty where a mail brings no link: whoever was taken off a panel may have no page any more.
    """

    address: str
    sessions: tuple[SessionTold, ...]
    lines: tuple[str, ...]
    code: str
    is_assistant: bool

    @property
    def words(self) -> str:
        """Give the words on the button."""
        return _("Open the page") if self.is_assistant else _("Open my panel")


def panel_body(about: PanelMail, lang: str) -> Body:
    """Say of which season, or of which session and hour where one changed."""
    if about.late:
        return delay_body(about.late, "panel", about.zone, lang)
    title, when = marked(about.title, lang), ""
    if about.moved:
        title, now = marked(about.moved.title, lang), about.moved.now
        when = short_words(now.starts_at, about.zone, lang)
    elif about.left:
        title = marked(about.left.title, lang)
        when = short_words(about.left.times[0].starts_at, about.zone, lang)
    elif about.panels:
        first = min(
            (one for panel in about.panels for one in panel.times if one.is_planned),
            key=lambda one: one.starts_at,
        )
        when = short_words(first.starts_at, about.zone, lang)
    values = {
        "title": title,
        "when": when,
        "what": _("%(when)s: %(title)s", when=when, title=title),
        "opens": "",
        "until": "",
        "sessions": count_words(len(about.panels)),
    }
    return Body(_key(about), values, may_join=False)


def told_of(about: PanelMail, lang: str) -> tuple[SessionTold, ...]:
    """Say which times a mail is about: the one that changed, before and now, else all that are to come."""
    if about.late:
        return (told_late(about.late, about.zone, lang, _place(about.late, about)),)
    if about.moved:
        now = about.moved.now
        is_off = now.state != SlotState.PLANNED
        told = TimeTold(
            _worded(now, about, lang), None if is_off else _before(about.moved, about, lang), is_off
        )
        return (SessionTold(marked(about.moved.title, lang), (told,)),)
    if about.left:
        times = tuple(TimeTold(_worded(one, about, lang), None, True) for one in about.left.times)
        return (SessionTold(marked(about.left.title, lang), times),)
    if about.kind not in TELLS_TIMES:
        return ()
    return tuple(_session(one, about, lang) for one in about.panels)


def lines_of(about: PanelMail, lang: str) -> tuple[str, ...]:
    """Say whose page it is, to an assistant, and what is wanted, where a mail reminds of it."""
    lines = [_("For %(name)s", name=_name(about.whom))] if about.whom else []
    if about.kind == "wanted":
        lines += [_wanted(one, about, lang) for one in about.wanted]
    return tuple(lines)


def _key(about: PanelMail) -> str:
    if about.kind == "invited" and about.whom:
        return "panel_helper"
    if about.left and about.whom:
        return "panel_helper_off"
    if about.kind != MOVED or about.moved is None:
        return f"panel_{about.kind}"
    if about.moved.before is None:
        return "panel_added"
    if about.moved.now.state != SlotState.PLANNED:
        return "panel_cancelled"
    return "panel_revived" if about.moved.before.state != SlotState.PLANNED else "panel_moved"


def _session(panel: PanelShown, about: PanelMail, lang: str) -> SessionTold:
    times = tuple(TimeTold(_worded(one, about, lang)) for one in panel.times if one.is_planned)
    return SessionTold(marked(panel.title, lang), times)


def _worded(one: Timed, about: PanelMail, lang: str) -> SlotWords:
    """Word a time in its reader's zone, at its place and in UTC."""
    return word_three(one, about.zone, lang, _place(one, about))


def _place(one: Timed, about: PanelMail) -> dict[str, str]:
    return about.place if one.zone == about.programme_zone else {}


def _before(moved: TimeBefore, about: PanelMail, lang: str) -> SlotWords | None:
    before, now = moved.before, moved.now
    if before is None:
        return None
    if (before.starts_at, before.minutes) == (now.starts_at, now.minutes):
        return None
    if (before.local_start, before.zone, before.minutes) == (now.local_start, now.zone, now.minutes):
        # its zone got new rules: hours of then, worded by the rules of now, are ones that nobody heard
        return word_slot(before.starts_at, before.minutes, "UTC", "UTC", lang, {})
    return _worded(before, about, lang)


def _wanted(one: Wanted, about: PanelMail, lang: str) -> str:
    day = day_words(one.until, about.zone, lang)
    titles = [marked(panel.title, lang) for panel in about.panels if panel.slug == one.session]
    words = THINGS[one.thing](day)
    return _("%(title)s: %(words)s", title=titles[0], words=words) if titles else words


def _name(name: str) -> str:
    """Give a stranger's name, inert and apart from the words round it."""
    return f"{FIRST_ISOLATE}{inert(clean(name))}{POP_ISOLATE}"
