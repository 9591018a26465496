"""The words of questions and of whoever is there, for desks, moderators and those who take part."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.domain.live.questions import MOVES, QuestionState
from meetings.formats.times import hour_words, language_name
from meetings.queries.live.desk import Cut, NoteRow, PanelRow, Presence
from meetings.queries.live.questions import OwnQuestion, QuestionRow
from meetings.web.readers import Reader
from meetings.web.sessions import role_words


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in words; `moves` are the states it can be put into from where it stands."""

    row: QuestionRow
    state: str
    who: str
    at: str
    language: str
    answer_language: str
    moves: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A question as whoever takes part reads it."""

    row: OwnQuestion
    state: str
    at: str


@dataclass(frozen=True, slots=True)
class PanelLine:
    """Somebody on the panel, in words."""

    row: PanelRow
    role: str
    state: str


def state_words(state: str) -> str:
    """Word where a question stands, for those who moderate."""
    return {
        QuestionState.NEW: _("New"),
        QuestionState.SHOWN: _("Shown"),
        QuestionState.MERGED: _("Joined to another"),
        QuestionState.HIDDEN: _("Hidden"),
        QuestionState.LIVE: _("Answered in the session"),
        QuestionState.WRITTEN: _("Answered in writing"),
        QuestionState.LEFT: _("Left for the speakers"),
    }[QuestionState(state)]


def own_words(state: str) -> str:
    """Word where a question stands, for whoever asked it."""
    return {
        QuestionState.NEW: _("The moderators have it."),
        QuestionState.SHOWN: _("It is before the panel."),
        QuestionState.MERGED: _("It is taken up with a similar one."),
        QuestionState.HIDDEN: _("It is not taken up."),
        QuestionState.LIVE: _("Answered in the session."),
        QuestionState.WRITTEN: _("Answered in writing."),
        QuestionState.LEFT: _("There was no time for it; the speakers are given it."),
    }[QuestionState(state)]


def question_lines(rows: Iterable[QuestionRow], reader: Reader) -> list[QuestionLine]:
    """Word questions for those who moderate."""
    return [
        QuestionLine(
            row=row,
            state=state_words(row.state),
            who=_who(row),
            at=hour_words(row.asked_at, reader.zone, reader.language),
            language=language_name(row.language, reader.language),
            answer_language=language_name(row.answer_language, reader.language)
            if row.answer_language
            else "",
            moves=frozenset(str(one) for one in MOVES[QuestionState(row.state)]),
        )
        for row in rows
    ]


def _who(row: QuestionRow) -> str:
    if not row.name:
        return _("Anonymous")
    words = " · ".join(one for one in (row.name, row.country) if one)
    return _("%(name)s (anonymous to the panel)", name=words) if row.is_anonymous else words


def own_lines(rows: Iterable[OwnQuestion], reader: Reader) -> list[OwnLine]:
    """Word questions for those who take part."""
    return [
        OwnLine(row, own_words(row.state), hour_words(row.asked_at, reader.zone, reader.language))
        for row in rows
    ]


def panel_lines(rows: Iterable[PanelRow]) -> list[PanelLine]:
    """Word who of the panel is there."""
    said = {"invited": _("has not answered"), "confirmed": _("comes"), "declined": _("declined")}
    return [PanelLine(row, role_words(row.role), said.get(row.state, row.state)) for row in rows]


def cut_lines(cuts: Iterable[Cut], kind: str, lang: str, names: dict[str, str]) -> list[tuple[str, Cut]]:
    """Word counts by country or by language; whose is not known comes by that name.

    Takes: `kind`, `country` or `language`; the names of countries by their codes.
    """
    if kind == "language":
        return [(language_name(one.code, lang) if one.code else _("not known"), one) for one in cuts]
    return [(names.get(one.code, one.code) if one.code else _("not known"), one) for one in cuts]


def note_lines(rows: Iterable[NoteRow], names: dict[str, str], reader: Reader) -> list[dict[str, str]]:
    """Word notes, each with its author and hour."""
    return [
        {
            "text": one.text,
            "by": names.get(one.by, one.by),
            "at": hour_words(one.at, reader.zone, reader.language),
        }
        for one in rows
    ]


def presence_words(found: Presence) -> list[str]:
    """Say in short lines who is there."""
    lines = [_("In: %(number)d", number=found.inside)]
    if found.is_told:
        lines.append(_("At the entrance: %(number)d", number=found.at_entrance))
        if found.unknown:
            lines.append(_("In without a name we know: %(number)d", number=found.unknown))
    else:
        lines.append(_("The platform tells nothing, so whoever joined counts as in."))
    if found.in_rooms:
        lines.append(_("Beside somebody in a room: %(number)d", number=found.in_rooms))
    return lines
