"""What publishing means, in words: what is missing, what appears where, who is told, when, and who is not and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import LANGUAGES, NoticeKind
from meetings.domain.languages import missing
from meetings.domain.publishing import Group, Hears
from meetings.formats.times import language_name
from meetings.queries.phrases import resting_since
from meetings.queries.publishing import DraftRow, Standing, hearing, openings
from meetings.web.desk.access import Moment
from meetings.web.desk.changes import instant_words
from meetings.web.desk.kinds import kind_words
from meetings.web.timetable import Link, names_words


@dataclass(frozen=True, slots=True)
class HearsRow:
    """People of one language who are told at the same moment."""

    language: str
    language_words: str
    people: int
    when: str


@dataclass(frozen=True, slots=True)
class Look:
    """What follows from publishing what was chosen, before it is done."""

    drafts: tuple[DraftRow, ...]
    with_programme: bool
    pages: tuple[Link, ...]
    told: str
    kind: str
    rows: tuple[HearsRow, ...]
    notes: tuple[str, ...]
    partners: str


def missing_words(draft: DraftRow, lang: str) -> list[str]:
    """Note what a session is still without; none of it keeps it from being published."""
    notes = []
    if not draft.slots:
        notes.append(
            _("No time yet: its page says “The time will be announced.”, and calendars leave it out.")
        )
    if any(not slot.platform_address for slot in draft.slots):
        notes.append(_("The address of the meeting is not set."))
    notes += _untranslated(draft, lang)
    if not draft.panelists:
        notes.append(_("Nobody is named on the panel."))
    return notes


def _untranslated(draft: DraftRow, lang: str) -> Iterable[str]:
    for words, sentence in (
        (draft.title, lambda names: _("The title is not in: %(languages)s.", languages=names)),
        (draft.abstract, lambda names: _("The abstract is not in: %(languages)s.", languages=names)),
    ):
        lacking = missing(words)
        if lacking:
            yield sentence(_(", ").join(language_name(one, lang) for one in lacking))
    if not any(draft.abstract.values()):
        yield _("It has no abstract.")


def look(
    drafts: Sequence[DraftRow], stands: Standing, slug: str, moment: Moment, *, with_programme: bool
) -> Look:
    """Say what follows from publishing sessions, and the programme where it is chosen."""
    is_public = stands.published or with_programme
    lang = moment.reader.language
    groups = hearing(drafts, stands.id, moment.now) if is_public else []
    return Look(
        drafts=tuple(drafts),
        with_programme=with_programme,
        pages=tuple(_pages(drafts, slug, lang)) if is_public else (),
        told=_told_words(groups),
        kind=kind_words(NoticeKind.ENROLLED),
        rows=tuple(_rows(groups, moment)),
        notes=tuple(_notes(drafts, groups, moment, is_public=is_public)),
        partners=names_words(dict.fromkeys(one for draft in drafts for one in draft.partners), lang),
    )


def _pages(drafts: Sequence[DraftRow], slug: str, lang: str) -> Iterable[Link]:
    yield Link(f"/{lang}/{slug}/", _("Calendar of the season"))
    yield Link(f"/{lang}/{slug}/whats-new", _("What is new"))
    yield Link(f"/calendars/{slug}.ics", _("Calendar file of the season"))
    for stream in dict.fromkeys(draft.stream for draft in drafts if draft.stream):
        yield Link(f"/calendars/{slug}/stream/{stream}.ics", _("Calendar file of the stream"))
    for draft in drafts:
        yield Link(f"/{lang}/{slug}/{draft.slug}/", _("Page of the session"))
        yield Link(f"/calendars/{slug}/{draft.slug}.ics", _("Calendar file of the session"))


def _told_words(groups: Iterable[Group]) -> str:
    number = sum(one.people for one in groups if one.hears is Hears.TOLD)
    if not number:
        return _("Nobody will be told by mail.")
    return ngettext(
        "%(num)d person who follows it is registered, and told so.",
        "%(num)d people who follow it are registered, and told so.",
        number,
    )


def _rows(groups: Iterable[Group], moment: Moment) -> Iterable[HearsRow]:
    people: Counter[tuple[str, datetime]] = Counter()
    for one in groups:
        if one.hears is Hears.TOLD:
            people[one.language, one.due_at or moment.now] += one.people
    order = sorted(people.items(), key=lambda pair: (LANGUAGES.index(pair[0][0]), pair[0][1]))
    for (language, due_at), number in order:
        when = _("at once")
        if due_at > moment.now:
            when = _("about %(hour)s, together with what else is new", hour=instant_words(due_at, moment))
        yield HearsRow(language, language_name(language, moment.reader.language), number, when)


def _notes(
    drafts: Sequence[DraftRow], groups: Sequence[Group], moment: Moment, *, is_public: bool
) -> Iterable[str]:
    """Say who is not told, and why."""
    if not is_public:
        yield _("The programme itself is not published: nothing of it can be seen, and nobody is told.")
        return
    closed = len(drafts) - len(openings(drafts, moment.now))
    if closed:
        yield ngettext(
            "%(num)d session takes no registrations now; who follows it is registered once it has a time to come.",
            "%(num)d sessions take no registrations now; who follows them is registered once they have a time to come.",
            closed,
        )
    if not groups:
        yield _("Nobody follows this stream or the season.")
    for hears, words in WHY.items():
        number = sum(one.people for one in groups if one.hears is hears)
        if number:
            yield words(number)
    since = resting_since()
    if since and any(one.hears is Hears.TOLD for one in groups):
        when = instant_words(since, moment)
        yield _("Nothing is sent since %(when)s; these mails wait until sending goes on.", when=when)


WHY: Final[dict[Hears, Callable[[int], str]]] = {
    Hears.NO_MAILBOX: lambda number: ngettext(
        "%(num)d person is registered and not told: they have no mailbox.",
        "%(num)d people are registered and not told: they have no mailbox.",
        number,
    ),
    Hears.HELD: lambda number: ngettext(
        "%(num)d person is registered; their mails wait until somebody has looked at their name.",
        "%(num)d people are registered; their mails wait until somebody has looked at their names.",
        number,
    ),
    Hears.NOTHING: lambda number: ngettext(
        "%(num)d person follows something else here, and is told nothing.",
        "%(num)d people follow something else here, and are told nothing.",
        number,
    ),
    Hears.BEFORE: lambda number: ngettext(
        "%(num)d person was registered before or left it out, and is told nothing.",
        "%(num)d people were registered before or left it out, and are told nothing.",
        number,
    ),
}
