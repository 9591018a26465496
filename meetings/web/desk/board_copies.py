"""Many sessions by one form: a weekly series that keeps its wall time, and a season again in another year."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.domain.programmes import place_names
from meetings.domain.shifting import next_slug, next_year
from meetings.domain.weekly import MOST_WEEKS
from meetings.extensions import db
from meetings.formats.times import SlotWords, full_day_words, word_slot
from meetings.queries import desk as programmes
from meetings.queries.board import programme_slugs
from meetings.services import board as services
from meetings.services.copies import duplicate_season
from meetings.services.series import Series
from meetings.web.desk import drafts
from meetings.web.desk.access import allowed, staff
from meetings.web.desk.board import ADDRESS, Here, here
from meetings.web.desk.board_moves import check_within, own_fields
from meetings.web.desk.board_typed import (
    MINUTES,
    proposed_season,
    typed_season,
    typed_series,
)
from meetings.web.errors import sentence

blueprint = Blueprint("desk_board_copies", __name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, where in the form, and choices where an hour comes twice."""

    words: str
    field: str
    status: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A session of a series before it is made: its title, its day with the year, and its times in words."""

    title: str
    day: str
    times: tuple[SlotWords, ...]


@blueprint.get(f"{ADDRESS}/weekly")
def ask_weekly(lang: str, programme: str) -> Response:
    """Show the form for a weekly series."""
    return _weekly_page(here(programme, Act.EDIT), drafts.taken_up())


@blueprint.post(f"{ADDRESS}/weekly")
def make_weekly(lang: str, programme: str) -> AnyResponse:
    """Show the days and hours of a series, or make its sessions, as drafts."""
    found = here(programme, Act.EDIT)
    try:
        series = typed_series(request.form)
        fields = series.sessions[0].fields
        if fields["stream"] not in (None, *(one.slug for one in found.board.streams)):
            raise errors.NotAChoice(field="stream", value=str(fields["stream"])[:40])
        check_within(found, fields["stream"], fields["partners"])
        if request.form.get("act") != "make":
            return _weekly_page(found, request.form, series=series)
        now, once = found.moment.now, request.form.get("once", "")
        apart = not found.edits.covers(found.slug, None, ())
        services.create(programme, series.sessions, now, staff().actor, once=once, apart=apart)
    except errors.DoneBefore:
        pass  # by the same form, sent before
    except errors.Refused as refusal:
        db.session.rollback()
        return _weekly_page(found, request.form, problem=_problem(refusal))
    return redirect(f"/{lang}/desk/{programme}/board?done=generate#done", 303)


@blueprint.get(f"{ADDRESS}/season")
def ask_season(lang: str, programme: str) -> Response:
    """Show the form that begins a season again in another year."""
    return _season_page(_whole(programme))


@blueprint.post(f"{ADDRESS}/season")
def copy_season(lang: str, programme: str) -> AnyResponse:
    """Begin a season again in another year, as drafts."""
    found = _whole(programme)
    try:
        new = typed_season(request.form)
        duplicate_season(programme, new, found.moment.now, staff().actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _season_page(found, _problem(refusal))
    return redirect(f"/{lang}/desk/{new.slug}/board?done=season#done", 303)


def _whole(programme: str) -> Here:
    """Give a board to whoever may begin other programmes.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    allowed(Act.EDIT, programme)
    found = here(programme, Act.EDIT)
    if not found.edits.everywhere:
        raise errors.NotAllowed()
    return found


def _problem(refusal: errors.Refused) -> Problem:
    choices: Any = refusal.values.get("choices", ()) if refusal.code == "ambiguous_time" else ()
    field = (refusal.field or "").partition("[")[0].replace(".", "-")
    where = field or ("local_start" if refusal.code.endswith("_time") or refusal.code == "too_far" else "")
    return Problem(sentence(refusal), where, refusal.status, tuple(choices))


def _weekly_page(
    found: Here,
    form: MultiDict[str, str] | None,
    *,
    series: Series | None = None,
    problem: Problem | None = None,
) -> Response:
    programme = found.board.programme
    start = {"zone": programme.zone, "minutes": MINUTES, "every": "1", **own_fields(found)}
    lang = found.moment.reader.language
    html = render_template(
        "desk/board_weekly.html",
        programme=programme,
        value=lambda name: (form if form is not None else start).get(name, ""),
        chosen=lambda name: form.getlist(name) if form is not None else [],
        language=form.get("language", lang) if form is not None else lang,
        streams=found.streams,
        most=MOST_WEEKS,
        lines=_lines(series, found) if series else [],
        once=token_hex(8),
        drafts=drafts.offered(),
        problem=problem,
    )
    return make_response(html, problem.status if problem else 200)


def _lines(series: Series, found: Here) -> list[SeriesLine]:
    """Word a series before it is made: each time as its place has it, as the reader has it, and in UTC."""
    reader, programme = found.moment.reader, found.board.programme
    lines = []
    for title, each in zip(series.titles, series.times, strict=True):
        words = tuple(
            word_slot(
                one.starts_at,
                series.minutes,
                series.zone,
                reader.zone,
                reader.language,
                place_names(programme, series.zone),
            )
            for one in each
        )
        day = full_day_words(each[0].starts_at, series.zone, reader.language)
        lines.append(SeriesLine(title, day, words))
    return lines


def _season_page(found: Here, problem: Problem | None = None) -> Response:
    programme = programmes.programme(found.slug)
    proposed: dict[str, str] = {}
    first = found.board.starts_on or min(
        (slot.local_start.date() for one in found.board.sessions for slot in one.slots), default=None
    )
    if first is not None:
        new = next_year(first)
        slug = next_slug(programme.slug, first.year, new.year, programme_slugs())
        proposed = proposed_season(slug, programme.title, first, new)
    html = render_template(
        "desk/board_season.html",
        programme=programme,
        is_empty=first is None,
        figures=found.grid().figures,
        value=lambda name: request.form.get(name, "") if problem else proposed.get(name, ""),
        problem=problem,
    )
    return make_response(html, problem.status if problem else 200)
