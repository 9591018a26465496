"""The daily journal at the desk: the days, what is announced for each, and publishing a dated copy."""

from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.daily_journal import MOST_ANNOUNCEMENTS, day_of, is_same
from meetings.domain.errors import NotAChoice, NotFound, Refused
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.times import date_words
from meetings.queries.cop import daily_journal as queries
from meetings.services.cop import daily_journal as services
from meetings.web.cop.daily_journal_words import page_of
from meetings.web.desk.access import staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.documents import Here, here
from meetings.web.desk.cop.documents_forms import Problem, problem_of
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_daily_journal", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/journal"


@blueprint.get(ADDRESS)
def days(lang: str, programme: str) -> str:
    """Show the days of a conference, and of which a journal is published."""
    at = here(Act.SEE, programme)
    return render_template(
        "desk/cop/journal_days.html",
        programme=at.programme,
        days=[
            (one, date_words(one.day, lang), moment_words(one.last.made_at, at.moment) if one.last else "")
            for one in queries.days_at_desk(at.number)
        ],
    )


@blueprint.get(f"{ADDRESS}/<day>")
def show(lang: str, programme: str, day: str) -> Response:
    """Show the journal of a day as it would be published now, and the form of what is announced."""
    return _page(here(Act.SEE, programme), day, done=request.args.get("done", ""))


@blueprint.post(f"{ADDRESS}/<day>")
def change(lang: str, programme: str, day: str) -> AnyResponse:
    """Keep what is announced, or publish a copy."""
    at, act = here(Act.EDIT, programme), request.form.get("act", "")
    try:
        if act == "announce":
            revision = request.form.get("revision", 0, type=int)
            services.announce(programme, day_of(day), _typed(), revision, at.moment.now, staff().actor)
        elif act == "publish":
            services.publish_journal(programme, day_of(day), at.moment.now, staff().actor)
        else:
            raise NotAChoice(field="act", value=act[:20])
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _page(at, day, problem=problem_of(refusal, lang))
    return redirect(f"/{lang}/desk/{programme}/journal/{day}?done={act}#done", 303)


def _typed() -> list[dict[str, str]]:
    """Read the announcements of a form: a text for each number and language."""
    return [
        {code: request.form.get(f"text-{number}-{code}", "").replace("\r\n", "\n") for code in LANGUAGES}
        for number in range(MOST_ANNOUNCEMENTS + 1)
        if any(request.form.get(f"text-{number}-{code}") for code in LANGUAGES)
    ]


def _page(at: Here, day: str, *, problem: Problem | None = None, done: str = "") -> Response:
    wanted, reader = day_of(day), at.moment.reader
    row = queries.day_at_desk(at.number, wanted)
    texts: list[Any] = _typed() if problem else [dict(one) for one in row.announcements]
    try:
        facts = queries.facts_of(at.number, wanted, at.moment.now)
    except NotFound:
        facts = None  # a conference that is not published has no journal yet
    html = render_template(
        "desk/cop/journal.html",
        programme=at.programme,
        day=row,
        words=date_words(wanted, reader.language),
        journal=page_of(facts, reader) if facts else None,
        texts=[*texts, {}],
        is_news=facts is not None and (row.last is None or not is_same(row.last.facts, facts)),
        published=moment_words(row.last.made_at, at.moment) if row.last else "",
        problem=problem,
        may_edit=at.may_edit,
        done={"announce": _("Saved."), "publish": _("Published.")}.get(done, ""),
    )
    return make_response(html, problem.status if problem else 200)
