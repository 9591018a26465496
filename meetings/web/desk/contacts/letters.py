"""Official letters at the desk: the list of them, a new one, and the numbers that were given elsewhere."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import EVERYWHERE, Act
from meetings.extensions import db
from meetings.queries.contacts.letters import cursor_of, last_numbers, letter_lines, read_cursor
from meetings.queries.desk import programmes
from meetings.services.contacts import letters as services
from meetings.web.desk.access import allowed_everywhere, at_desk, staff
from meetings.web.desk.contacts.letters_words import list_row
from meetings.web.desk.typed import typed_number
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_letters", __name__)
ADDRESS: Final = f"/{LANG}/desk/letters"
AT_ONCE: Final = 50
SERIES: Final = "MC/ES"


@blueprint.get(ADDRESS)
def show(lang: str) -> Response:
    """Show the letters, the one changed last first, with how many governments each reached."""
    allowed_everywhere(Act.CONTACTS)
    return _page(done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def act(lang: str) -> AnyResponse:
    """Begin a letter, or say which number was given last elsewhere."""
    allowed_everywhere(Act.CONTACTS)
    wanted, now, typed = request.form.get("act", ""), datetime.now(UTC), request.form.to_dict()
    try:
        if wanted == "draft":
            letter_id = services.draft(
                typed.get("programme", ""), typed.get("series", ""), now, staff().actor
            )
            return redirect(f"/{lang}/desk/letters/{letter_id}", 303)
        if wanted != "number":
            raise errors.NotAChoice(field="act", value=wanted[:20])
        allowed_everywhere(Act.SIGN)
        year, last = typed_number(typed, "year", 1900), typed_number(typed, "last", 0)
        services.go_on_from(typed.get("series", ""), year, last, now, staff().actor)
    except errors.NotFound:
        return _page(problem=errors.NotAChoice(field="programme"))
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(problem=refusal)
    return redirect(f"/{lang}/desk/letters?done=number#done", 303)


def _page(*, problem: errors.Refused | None = None, done: str = "") -> Response:
    if isinstance(problem, errors.NotAllowed):
        raise problem
    moment, before = at_desk(), _before()
    found = letter_lines(AT_ONCE + 1, before)
    html = render_template(
        "desk/contacts/letters.html",
        rows=[list_row(one, moment) for one in found[:AT_ONCE]],
        more=cursor_of(found[AT_ONCE - 1]) if len(found) > AT_ONCE else "",
        programmes=programmes(EVERYWHERE),
        numbers=last_numbers(),
        may_sign=_may_sign(),
        series=SERIES,
        year=moment.now.year,
        typed=request.form if problem else {},
        problem=problem,
        words=sentence(problem) if problem else "",
        done=_("Saved.") if done == "number" and not problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _before() -> str:
    """Give where an earlier page of the list ended; what names no letter asks for the first."""
    asked = request.args.get("before", "")
    try:
        read_cursor(asked)
    except ValueError:
        return ""
    return asked


def _may_sign() -> bool:
    try:
        allowed_everywhere(Act.SIGN)
    except errors.NotAllowed:
        return False
    return True
