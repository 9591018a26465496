"""Statements at the desk: the queue of what delegations sent, published as they were made, or declined."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.statements import Delivered
from meetings.domain.errors import NotAChoice, Refused
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.cop.statement_titles import titles_of
from meetings.queries.cop import statements as queries
from meetings.services.cop import statements as services
from meetings.web.cop.documents_words import delivered_words
from meetings.web.cop.statements_words import line_of
from meetings.web.desk.access import staff
from meetings.web.desk.cop.documents import Here, here
from meetings.web.desk.cop.documents_forms import Problem, problem_of
from meetings.web.kept_files import Given, from_storage, give
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_statements", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/statements"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show what delegations sent: first what waits."""
    return _page(here(Act.SEE, programme), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def decide(lang: str, programme: str) -> AnyResponse:
    """Publish a statement as it was made, or decline it with a reason."""
    at, act = here(Act.EDIT, programme), request.form.get("act", "")
    try:
        if act not in ACTS:
            raise NotAChoice(field="act", value=act[:20])
        name = request.form.get("statement", "")[:40]
        ACTS[act](at, name, request.form.get("revision", 0, type=int))
    except Refused as refusal:
        db.session.rollback()
        return _page(at, problem=problem_of(refusal, lang))
    return redirect(f"/{lang}/desk/{programme}/statements?done={act}#done", 303)


@blueprint.get(f"{ADDRESS}/<sent>")
def file(lang: str, programme: str, sent: str) -> AnyResponse:
    """Give a statement to staff, also before it is published."""
    at = here(Act.SEE, programme)
    row = queries.one_statement(at.number, sent)
    name, kind = row.file_name, row.media_type
    return give(Given(from_storage(row.file), row.bytes, row.digest, kind, name, False, is_shown=False))


def _publish(at: Here, name: str, revision: int) -> None:
    titles, delivered = titles_of(queries.one_statement(at.number, name)), request.form.get("delivered", "")
    slug, now, actor = at.programme.slug, at.moment.now, staff().actor
    is_open = request.form.get("audience") == "everybody"
    services.publish_statement(slug, name, delivered, titles, revision, now, actor, is_open=is_open)


def _decline(at: Here, name: str, revision: int) -> None:
    why = request.form.get("why", "")
    services.decline_statement(at.programme.slug, name, why, revision, at.moment.now, staff().actor)


ACTS: Final[Mapping[str, Callable[[Here, str, int], None]]] = {"publish": _publish, "decline": _decline}


def _page(at: Here, *, problem: Problem | None = None, done: str = "") -> Response:
    html = render_template(
        "desk/cop/statements.html",
        programme=at.programme,
        lines=[line_of(one, at.moment.reader) for one in queries.queue(at.number)],
        ways=[(str(one), delivered_words(one)) for one in Delivered],
        problem=problem,
        typed=request.form if problem else {},
        may_edit=at.may_edit,
        done={"publish": _("Published."), "decline": _("Declined. The delegation reads why.")}.get(done, ""),
    )
    return make_response(html, problem.status if problem else 200)
