"""Afterwards: who came to a panellist's session, in numbers, what was left unanswered, recordings, and certificate."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.certificates import Standing
from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotFound, Refused
from meetings.domain.report_sheet import FEW
from meetings.extensions import db, limiter, strangers
from meetings.formats.times import language_name
from meetings.queries import certificates
from meetings.queries.live.questions import left_questions
from meetings.queries.panel.afterwards import Came, RecordingStands, recordings_of, who_came
from meetings.queries.panel.own_panels import OwnPanel
from meetings.queries.survey_results import remarks_for
from meetings.services.certificates import issue
from meetings.web.certificates import pdf_answer
from meetings.web.cop.words import region_words
from meetings.web.desk.recordings_words import state_words
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG
from meetings.web.panel.papers import Here, Problem, here_of, not_proved, problem_of

blueprint = Blueprint("panel_afterwards", __name__)
blueprint.register_error_handler(NotProved, not_proved)
ADDRESS: Final = f"/{LANG}/speak/<token>/afterwards/<session>"


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell of a table: whom it counts, and how many, in words."""

    name: str
    number: str


@blueprint.get(ADDRESS)
def show(lang: str, token: str, session: str) -> Response:
    """Show who came, what was left unanswered, remarks for the panel, the recordings, and the certificate."""
    here = here_of(token)
    return _page(here, here.panel(session))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str, session: str) -> AnyResponse:
    """Take the certificate that was earned, and lead to its file."""
    here = here_of(token)
    panel = here.panel(session)
    try:
        issue(here.ids[0], panel.session_id, here.now, here.holder.actor)
    except Refused as refusal:
        db.session.rollback()
        again = here_of(token)
        return _page(again, again.panel(session), problem_of(refusal))
    return redirect(f"{here.home}/afterwards/{session}/certificate.pdf", 303)


@blueprint.get(f"{ADDRESS}/certificate.pdf")
def certificate(lang: str, token: str, session: str) -> Response:
    """Give one's own certificate as a file, in the language of the address."""
    here = here_of(token)
    own = _own(here, here.panel(session))
    if own is None or own.certificate is None or own.certificate.standing != Standing.VALID:
        raise NotFound()
    return pdf_answer(own.certificate, lang)


def _own(here: Here, panel: OwnPanel) -> Any:
    """Give what there is of a certificate of one's own for a session, or nothing."""
    found = certificates.certified(here.ids[0], here.now)
    return next((one for one in found if one.session.id == panel.session_id), None)


def _page(here: Here, panel: OwnPanel, problem: Problem | None = None) -> Response:
    is_over = panel.is_over(here.now)
    came = who_came(here.holder.programme.slug, panel.slug, here.now) if is_over else None
    own = _own(here, panel)
    is_valid = own is not None and own.certificate is not None and own.certificate.standing == Standing.VALID
    html = render_template(
        "panel/afterwards.html",
        programme=here.holder.programme,
        here=here,
        panel=panel,
        is_over=is_over,
        counts=_counts(came) if came else [],
        tables=_tables(came, here) if came else [],
        recordings=[_recording(one, here) for one in recordings_of(panel.session_id)],
        left=left_questions(panel.session_id, here.now) if is_over else [],
        remarks=remarks_for(panel.session_id) if is_over else (),
        certificate=f"{here.home}/afterwards/{panel.slug}/certificate.pdf" if is_valid else "",
        may_take=own is not None and own.certificate is None,
        problem=problem,
    )
    return make_response(html, problem.status if problem else 200)


def _counts(came: Came) -> list[CellLine]:
    words = {
        "registrations": _("Registered"),
        "participants": _("Came"),
        "countries": _("Countries"),
    }
    return [
        CellLine(words[name], "–" if value is None else f"{value:g}") for name, value in came.counts.items()
    ]


def _tables(came: Came, here: Here) -> list[tuple[str, list[CellLine]]]:
    heads = {"region": _("By regional group"), "category": _("By category")}
    named = {"region": region_words, "category": category_words}
    return [
        (
            heads[by],
            [CellLine(_name(named[by], one["key"]), _number(one["people"])) for one in cells],
        )
        for by, cells in came.cells.items()
        if cells
    ]


def _name(words: Any, key: str | None) -> str:
    return str(words(key)) if key else _("not known")


def _number(people: int | str | None) -> str:
    if people == FEW:
        return "1–4"
    return _("not shown") if people is None else str(people)


def _recording(one: RecordingStands, here: Here) -> dict[str, str]:
    return {
        "when": here.when(one.starts_at),
        "language": language_name(one.language, here.reader.language),
        "state": state_words(one.state),
        "address": one.address,
    }
