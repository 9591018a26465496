"""Languages at the desk: what a season lacks by when; of one time, services, channels, interpreters and their brief."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.channels import label_of
from meetings.domain.codes import LANGUAGES
from meetings.domain.live.interpretation import WARNS_DAYS, ServiceKind, ServiceState, moves_from, unkept
from meetings.domain.permissions import Act
from meetings.domain.programmes import place_names
from meetings.domain.zones import to_local
from meetings.formats.times import date_words, language_name, word_slot
from meetings.queries import desk as programmes
from meetings.queries.desk import SlotPage
from meetings.queries.live import interpretation as queries
from meetings.queries.live.interpretation import ServiceRow
from meetings.services.live import interpretation as services
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, allowed_on, at_desk, may_on, open_here
from meetings.web.desk.live.acts import Doing, answered, open_in
from meetings.web.desk.overview import slot_line
from meetings.web.errors import sentence
from meetings.web.live.interpretation_words import KINDS, LACKS, MOVES, STATES, service_words
from meetings.web.pages import LANG
from meetings.web.sessions import role_words

blueprint = Blueprint("desk_interpretation", __name__)
SEASON: Final = f"/{LANG}/desk/<programme>/interpretation"
ADDRESS: Final = f"{SEASON}/<slot_id>"
PAIRS: Final = 4
STATE_SAID: Final = {"confirmed": lambda: _("confirmed"), "declined": lambda: _("declined")}


@blueprint.get(SEASON)
def season(lang: str, programme: str) -> Response:
    """Show which coming times lack which language, and by when it is needed."""
    where, found = open_here(Act.SEE, programme), programmes.programme(programme)
    moment = at_desk(found)
    rows = [_time(one, found, moment) for one in queries.overview(programme, where, moment.now)]
    return make_response(
        render_template(
            "desk/live/interpretation_season.html",
            programme=found,
            lacking=[one for one in rows if one["lacks"] or one["unkept"]],
            settled=[one for one in rows if not (one["lacks"] or one["unkept"])],
            days=WARNS_DAYS,
        )
    )


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, slot_id: str) -> Response:
    """Show the languages of a time, who interprets, and what interpreters are given."""
    page = open_in(Act.PEOPLE, programme, slot_id)
    return _page(page, typed=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, slot_id: str) -> AnyResponse:
    """Ask for a language, say how far it has come, or keep what interpreters are given."""
    page = open_in(Act.PEOPLE, programme, slot_id)
    allowed_on(Act.EDIT, page)
    here = f"/{lang}/desk/{programme}/interpretation/{slot_id}"
    return answered(page, DO, _page, lambda act: f"{here}?done={act}#done")


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _add(page: SlotPage, now: datetime, actor: str) -> None:
    services.add_service(page.slot.id, request.form, now, actor)


def _move(page: SlotPage, now: datetime, actor: str) -> None:
    name, state = request.form.get("service", ""), request.form.get("state", "")
    services.move_service(page.slot.id, name, state, _revision(), now=now, actor=actor)


def _remove(page: SlotPage, now: datetime, actor: str) -> None:
    services.remove_service(page.slot.id, request.form.get("service", ""), _revision(), now, actor)


def _brief(page: SlotPage, now: datetime, actor: str) -> None:
    services.set_brief(page.slot.id, request.form, _revision(), now, actor)


def _pairs(page: SlotPage, now: datetime, actor: str) -> None:
    both = zip(request.form.getlist("source"), request.form.getlist("target"), strict=False)
    pairs = [(source, target) for source, target in both if source or target]
    services.set_pairs(page.slot.id, request.form.get("person", ""), pairs, now, actor)


def _said(page: SlotPage, now: datetime, actor: str) -> None:
    who, text = request.form.get("person", ""), request.form.get("pronunciation", "")
    services.set_pronunciation(page.slot.id, who, text, now, actor)


DO: Final[Mapping[str, Doing]] = {
    "add": _add,
    "move": _move,
    "remove": _remove,
    "brief": _brief,
    "pairs": _pairs,
    "said": _said,
}


def _page(
    page: SlotPage,
    *,
    typed: Any = None,
    problem: errors.Refused | None = None,
    refused: str = "",
    done: str = "",
) -> Response:
    moment, slot = at_desk(page.programme), page.slot
    lang, rows, voices = (
        moment.reader.language,
        queries.services(slot.id, moment.now),
        queries.voices(slot.id),
    )
    days = (to_local(slot.starts_at, slot.zone).date() - to_local(moment.now, slot.zone).date()).days
    is_ahead = slot.state == "planned" and slot.starts_at > moment.now
    promised = queries.promised(slot.id)
    broken = unkept(promised, rows, days) if is_ahead else []
    form = typed or {}
    html = render_template(
        "desk/live/interpretation.html",
        programme=page.programme,
        shown=page,
        line=slot_line(slot, page.programme, moment),
        services=[_service(one, page, lang) for one in rows],
        promised=[language_name(one, lang) for one in LANGUAGES if one in promised],
        broken=[language_name(one, lang) for one in broken],
        interpreters=[_voice(one) for one in voices if one.role == "interpreter"],
        speakers=[_voice(one) for one in voices if one.role != "interpreter"],
        languages=[(one, language_name(one, lang)) for one in LANGUAGES],
        kinds=[(str(one), KINDS[one]()) for one in ServiceKind],
        brief=queries.brief(slot.id),
        form=form,
        is_brief=refused == "brief" or form.get("draft_form") == "form-brief",
        spare=range(PAIRS),
        may_edit=may_on(Act.EDIT, page),
        problem=sentence(problem) if problem else "",
        wrong=problem.field or "" if problem else "",
        refused=refused,
        drafts=drafts.offered(),
        done=_("Saved.") if done in DO else "",
    )
    return make_response(html, problem.status if problem else 200)


def _service(row: ServiceRow, page: SlotPage, lang: str) -> dict[str, Any]:
    heard = [
        label_of(one, lang) or one["address"]
        for one in page.slot.channels
        if row.kind == ServiceKind.SPOKEN and one.get("language") == row.language
    ]
    return {
        "row": row,
        "words": service_words(row.kind, row.language, row.label, lang),
        "state": STATES[ServiceState(row.state)](),
        "since": date_words(to_local(row.since, page.slot.zone).date(), lang),
        "needed_by": date_words(row.needed_by, lang),
        "lack": LACKS[row.lack]() if row.lack else "",
        "heard": heard,
        "moves": [(str(one), MOVES[one]()) for one in moves_from(row.state)],
    }


def _voice(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "role": role_words(row.role),
        "state": STATE_SAID[row.state]() if row.state in STATE_SAID else _("not answered yet"),
    }


def _time(one: Any, programme: Any, moment: Moment) -> dict[str, Any]:
    reader, lang = moment.reader, moment.reader.language
    place = place_names(programme, one.zone)
    return {
        "slot_id": one.slot_id,
        "title": one.title,
        "words": word_slot(one.starts_at, one.minutes, one.zone, reader.zone, lang, place).own,
        "services": [
            (service_words(row.kind, row.language, row.label, lang), STATES[ServiceState(row.state)]())
            for row in one.services
        ],
        "lacks": [
            (
                service_words(row.kind, row.language, row.label, lang),
                LACKS[row.lack](),
                date_words(row.needed_by, lang),
            )
            for row in one.lacks
        ],
        "unkept": [language_name(code, lang) for code in one.unkept],
    }
