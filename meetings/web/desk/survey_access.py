"""Which surveys whoever is signed in may open, and what every page of one shows of it."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from meetings.domain.errors import NotAllowed, NotFound
from meetings.domain.permissions import Act, reach
from meetings.domain.surveys import Crowd, Kind, SurveyState, is_open
from meetings.formats.times import full_day_words, hour_words
from meetings.queries import desk as programmes
from meetings.queries.desk import ProgrammeRow
from meetings.queries.surveys import SurveyRow, is_within, survey
from meetings.web.desk.access import open_here, staff
from meetings.web.readers import Reader


def open_survey(act: Act, programme: str, survey_id: str) -> tuple[ProgrammeRow, SurveyRow]:
    """Give a survey, if whoever is signed in may do this; one that is not there answers like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this in the whole programme.
    """
    shown, where = programmes.programme(programme), open_here(act, programme)
    try:
        row = survey(programme, survey_id)
    except NotFound:
        if where.covers(programme):
            raise
        raise NotAllowed() from None
    if not is_within(row, where):
        raise NotAllowed()
    return shown, row


def may_here(act: Act, row: SurveyRow) -> bool:
    """Say whether whoever is signed in may do this with a survey."""
    return is_within(row, reach(staff(), act))


def state_words(row: SurveyRow, now: datetime) -> str:
    """Word what became of a survey."""
    if row.state == SurveyState.DRAFT:
        return _("Draft")
    if is_open(row, now):
        return _("Open")
    return _("Over") if row.state == SurveyState.COUNTED else _("Over; being counted")


def crowd_words(crowd: str) -> str:
    """Word a crowd."""
    return {
        Crowd.CAME: _("Those who came"),
        Crowd.AWAY: _("Those who registered and stayed away"),
        Crowd.LISTED: _("People of a list"),
    }[Crowd(crowd)]


def kind_words(kind: str) -> str:
    """Word a kind of question."""
    return {
        Kind.CHOICE: _("One choice"),
        Kind.SEVERAL: _("Several choices"),
        Kind.SCALE: _("Scale from 1 to 5"),
        Kind.TEXT: _("Text"),
        Kind.REMARK: _("Text for the panellists"),
    }[Kind(kind)]


def last_day_words(row: SurveyRow, reader: Reader) -> str:
    """Word the last moment at which a survey can be answered, in its programme's zone."""
    if row.closes_at is None:
        return ""
    last = row.closes_at - timedelta(minutes=1)
    zone, lang = row.about.zone, reader.language
    return _("%(day)s, %(hour)s", day=full_day_words(last, zone, lang), hour=hour_words(last, zone, lang))


def rate(asked: int, answered: int) -> int:
    """Give how many of a hundred answered."""
    return round(100 * answered / asked) if asked else 0


def crowds_shown(row: SurveyRow) -> list[dict[str, Any]]:
    """Give each crowd of a survey with how many were asked, and how many answered."""
    found = []
    for crowd in Crowd:
        if crowd in row.crowds or crowd in row.counts:
            asked, answered = row.counts.get(crowd, (0, 0))
            found.append(
                {
                    "code": str(crowd),
                    "words": crowd_words(crowd),
                    "asked": asked,
                    "answered": answered,
                    "rate": rate(asked, answered),
                }
            )
    return found
