"""The questions and answers of a session as a paper, worded in the language that is spoken now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.languages import direction
from meetings.domain.zones import to_local
from meetings.formats.languages import marked
from meetings.formats.live.questions import EntryWords, paper
from meetings.formats.times import full_day_words


def answers_title(title: Mapping[str, str], lang: str) -> str:
    """Name the document of a session."""
    return f"{_('Questions and answers')}: {marked(title, lang)}"[:300]


def answers_paper(page: Any, entries: Iterable[Any], lang: str, now: datetime, *, site: str) -> Any:
    """Give the paper of a session's questions, to be set.

    Takes: the time of the session, with its programme; what was asked; the name of whoever publishes it, or nothing.
    """
    programme = page.programme
    words = {
        "heading": _("Questions and answers"),
        "title": marked(page.session.title, lang),
        "programme": marked(programme.title, lang),
        "author": site or _("Minamata Convention on Mercury"),
        "made": _("As of %(day)s", day=full_day_words(now, programme.zone, lang)),
        "empty": _("No question was taken up."),
    }
    dated = to_local(now, programme.zone).replace(tzinfo=None)
    return paper([entry_words(one) for one in entries], words, lang, dated)


def entry_words(one: Any) -> EntryWords:
    """Word a question: who asked it, how many others did, and by whom it was answered."""
    who = [one.name] if one.name else []
    if one.like_it:
        who.append(ngettext("also asked by %(num)d other", "also asked by %(num)d others", one.like_it))
    answered = ""
    if one.answered_by:
        answered = _("Answered in the session by %(name)s", name=one.answered_by)
    elif not one.answer:
        answered = _("Not answered")
    return EntryWords(
        question=one.text,
        asked=" · ".join(who),
        answer=one.answer,
        answered=answered,
        direction=direction(one.language),
        answer_direction=direction(one.answer_language),
    )
