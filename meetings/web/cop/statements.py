"""Statements of a delegation, by a focal point's link on a proved device: sent with a receipt, and taken back."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.statements import Behalf
from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotAChoice, Refused
from meetings.extensions import db, limiter, strangers
from meetings.formats.languages import marked
from meetings.queries.cop import statements as queries
from meetings.queries.cop.documents import items_of
from meetings.queries.cop.focal_points import Focal
from meetings.services.cop import statements as services
from meetings.services.cop.statements import StatementGiven
from meetings.web.cop.delegations import not_proved
from meetings.web.cop.devices import proved
from meetings.web.cop.statements_words import line_of, meeting_words
from meetings.web.cop.uploads import paper
from meetings.web.desk.warnings import region_words
from meetings.web.errors import sentence
from meetings.web.kept_files import Given, from_storage, give
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader

blueprint = Blueprint("cop_statements", __name__)
blueprint.register_error_handler(NotProved, not_proved)
ADDRESS: Final = f"/{LANG}/delegation/<token>/statements"


@blueprint.get(ADDRESS)
def show(lang: str, token: str) -> Response:
    """Show the statements of one's own delegation with where each stands, and the form to send one."""
    return _page(proved(token), token)


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str) -> AnyResponse:
    """Send a statement, or take one back; what was refused comes back as it was typed."""
    focal, wanted = proved(token), request.form.get("act", "")
    try:
        if wanted not in ACTS:
            raise NotAChoice(field="act", value=wanted[:20])
        done = ACTS[wanted](focal, datetime.now(UTC))
    except Refused as refusal:
        db.session.rollback()
        return _page(proved(token), token, refusal)
    return redirect(f"/{lang}/delegation/{token}/statements?done={done}#done", 303)


@blueprint.get(f"{ADDRESS}/<statement>")
def file(lang: str, token: str, statement: str) -> AnyResponse:
    """Give a statement back to the delegation that sent it."""
    row = queries.own_statement(proved(token).delegation.id, statement)
    name, kind = row.file_name, row.media_type
    return give(Given(from_storage(row.file), row.bytes, row.digest, kind, name, False, is_shown=False))


def _send(focal: Focal, now: datetime) -> str:
    form, delegation_id, actor = request.form, focal.delegation.id, focal.actor
    with paper("file", "statements") as kept:
        given = StatementGiven(
            meeting=form.get("meeting", ""),
            item=form.get("item", ""),
            behalf=form.get("behalf", ""),
            behalf_of=form.get("behalf_of", ""),
            language=form.get("language", ""),
            check_delivery="check_delivery" in form,
            file=kept,
        )
        services.send_statement(delegation_id, given, now, actor)
    return "sent"


def _take_back(focal: Focal, now: datetime) -> str:
    services.take_back(focal.delegation.id, request.form.get("statement", "")[:40], now, focal.actor)
    return "back"


ACTS: Final[Mapping[str, Callable[[Focal, datetime], str]]] = {"send": _send, "back": _take_back}


def _page(focal: Focal, token: str, refusal: Refused | None = None) -> Response:
    now, delegation = datetime.now(UTC), focal.delegation
    reader = settle_reader(focal.programme)
    region = queries.region_of(delegation)
    html = render_template(
        "cop/statements.html",
        programme=focal.programme,
        whose=_whose(delegation),
        lines=[line_of(one, reader) for one in queries.own_statements(delegation.id)],
        meetings=[meeting_words(one, reader) for one in queries.meetings_offered(delegation, now)],
        items=[
            (one.slug, " ".join(filter(None, (one.number, marked(one.title, reader.language)))))
            for one in items_of(focal.programme.id)
        ],
        behalves=_behalves(region),
        typed=request.form if refusal else {},
        problem=sentence(refusal) if refusal else "",
        field=refusal.field or "" if refusal else "",
        done=_done_words(request.args.get("done", "")) if refusal is None else "",
        back=f"/{reader.language}/delegation/{token}",
        here=f"/{reader.language}/delegation/{token}/statements",
    )
    return make_response(html, refusal.status if refusal else 200)


def _whose(delegation: Any) -> dict[str, str]:
    if delegation.party is not None:
        return dict(delegation.party.names)
    return {"en": delegation.organization.name}


def _behalves(region: str | None) -> list[tuple[str, str]]:
    own: list[tuple[str, str]] = [(Behalf.SELF, _("our delegation alone"))]
    if region:
        own.append((Behalf.REGION, region_words(region)))
    return [*own, (Behalf.OTHER, _("others, named below"))]


def _done_words(done: str) -> str:
    return {
        "sent": _("Your statement has arrived. The receipt stands below; the secretariat publishes it."),
        "back": _("Taken back."),
    }.get(done, "")
