"""What mails about run-sheets say: which tasks are due, and rehearsals with their own entry for a calendar."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.languages import choose
from meetings.domain.live.rehearsals import OPENS
from meetings.formats.ical import Entry, calendar_bytes
from meetings.formats.languages import FIRST_ISOLATE, POP_ISOLATE, marked
from meetings.formats.times import short_words, word_slot
from meetings.mail.run_sheet_words import task_words
from meetings.mail.words import Body, count_words
from meetings.queries.live.run_sheet_letters import RehearsalTold, RunSheetLetter


@dataclass(frozen=True, slots=True)
class ToOwner:
    """What stands in a mail about a run-sheet beside its phrases: lines, and its reader's page, if they have one."""

    lines: tuple[str, ...]
    words: str
    address: str
    note: str


def run_sheet_body(about: RunSheetLetter, lang: str) -> Body:
    """Say of which session, and when."""
    title, at = (
        marked(about.title, lang),
        about.rehearsal.starts_at if about.rehearsal else about.tasks[0].due,
    )
    when = short_words(at, about.zone, lang)
    values = {
        "title": title,
        "what": title,
        "when": when,
        "opens": "",
        "until": "",
        "sessions": count_words(1),
    }
    return Body(_key(about), values, may_join=False)


def to_owner(about: RunSheetLetter, lang: str, address: str) -> ToOwner:
    """Say what is due, or when the rehearsal is, in the zone of the reader."""
    if about.rehearsal is not None:
        lines = tuple(_rehearsal_lines(about, about.rehearsal, lang))
        words = _("Open your page") if about.bearer else _("Open the run-sheet")
        note = "" if about.rehearsal.is_off else _rehearsal_note(address)
        return ToOwner(lines, words if address else "", address, note)
    lines = tuple(
        f"{_apart(task_words(one.key, one.title))} · {short_words(one.due, about.zone, lang)}"
        for one in about.tasks
    )
    begins = _("The session begins: %(when)s", when=short_words(about.starts_at, about.zone, lang))
    words = _("Open your page") if about.bearer else _("Open the run-sheet")
    return ToOwner((*lines, begins), words if address else "", address, "")


def rehearsal_calendar(
    about: RunSheetLetter,
    lang: str,
    *,
    host: str,
    address: str,
    organizer: tuple[str, str],
    attendee: tuple[str, str],
) -> tuple[str, bytes] | None:
    """Give the entry of a rehearsal: one identity, which moves with each change and falls away with the last."""
    told = about.rehearsal
    if told is None:
        return None
    entry = Entry(
        uid=f"rehearsal-{told.guest_id}@{host}",
        sequence=told.sequence,
        stamp=told.stamp,
        starts_at=told.starts_at,
        minutes=told.minutes,
        summary=_("Rehearsal: %(title)s", title=marked(about.title, lang)),
        description="\n".join(part for part in (told.note, address) if part),
        url=address,
        location=address,
        cancelled=told.is_off,
        organizer=organizer,
        attendee=attendee,
        language=choose(about.title, lang)[1],
    )
    method = "CANCEL" if told.is_off else "REQUEST"
    return method, calendar_bytes([entry], method=method, lang=lang)


def _key(about: RunSheetLetter) -> str:
    if about.rehearsal is None:
        return "run_sheet_tasks"
    if about.rehearsal.is_off:
        return "rehearsal_off"
    return "rehearsal_moved" if about.rehearsal.before else "rehearsal_invited"


def _rehearsal_lines(about: RunSheetLetter, told: RehearsalTold, lang: str) -> list[str]:
    words = word_slot(told.starts_at, told.minutes, about.zone, about.zone, lang, {})
    lines = []
    if told.before is not None and told.before != told.starts_at:
        lines.append(f"{_('Before:')} {short_words(told.before, about.zone, lang)}")
    lines.append(f"{_('Now:')} {words.own}" if lines else words.own)
    minutes = ngettext("%(num)d minute", "%(num)d minutes", told.minutes)
    lines.append(minutes)
    if told.note:
        lines.append(_apart(told.note))
    begins = short_words(about.starts_at, about.zone, lang)
    lines.append(_("The session begins: %(when)s", when=begins))
    return lines


def _rehearsal_note(address: str) -> str:
    minutes = int(OPENS.total_seconds() // 60)
    if not address:
        return ""
    return ngettext(
        "Where it is held stands on that page from %(num)d minute before.",
        "Where it is held stands on that page from %(num)d minutes before.",
        minutes,
    )


def _apart(text: str) -> str:
    """Give what somebody wrote apart from the words round it."""
    return f"{FIRST_ISOLATE}{text}{POP_ISOLATE}"
