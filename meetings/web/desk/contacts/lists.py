"""Contact lists at the desk: all of them, one with its filter, count and sample, and whom no mail reaches."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.filters import check_filter
from meetings.domain.contacts.lists import Unreached
from meetings.domain.cop.parties import GROUPS
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import date_words, language_name
from meetings.formats.times import full_day_words as day_of
from meetings.mail.kinds import scopes_offered
from meetings.queries.contacts import list_pages as queries
from meetings.queries.contacts.list_pages import ListRow, Member
from meetings.queries.contacts.lists import members
from meetings.services.contacts import lists as services
from meetings.services.contacts.lists import ListGiven, PutIn
from meetings.web.contacts.lists_words import FIELDS, ROLES, UNREACHED
from meetings.web.cop.words import region_words
from meetings.web.desk.access import Moment, allowed_everywhere, at_desk
from meetings.web.desk.contacts.lists_forms import (
    asked_words,
    both_sides,
    counted,
    given_of,
    roles_words,
    ticks,
    typed_list,
    words_of_choices,
)
from meetings.web.desk.people import page_asked
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.registrations import country_choices

blueprint = Blueprint("desk_contact_lists", __name__)
ADDRESS: Final = f"/{LANG}/desk/contacts/lists"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEW: Final = "new"
PAGE: Final = 50


@blueprint.get(ADDRESS)
def overview(lang: str) -> Response:
    """Show all lists, how many each holds today and when it was last used, and the form of a list of chosen people."""
    allowed_everywhere(Act.CONTACTS)
    return _overview(lang)


@blueprint.post(ADDRESS)
def begin(lang: str) -> AnyResponse:
    """Make a list of chosen people, and lead to it."""
    holder, moment = allowed_everywhere(Act.CONTACTS), at_desk()
    try:
        given = typed_list(request.form, is_static=True)
        made = services.make(given, moment.now, actor=holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _overview(lang, refusal)
    return redirect(f"/{lang}/desk/contacts/lists/{made}?done=make#done", 303)


@blueprint.get(f"{ADDRESS}/<list_id>")
def show(lang: str, list_id: str) -> Response:
    """Show a list: its filter, how many it holds, a sample, and whom no mail reaches; or the form of a new filter."""
    allowed_everywhere(Act.CONTACTS)
    if list_id == NEW:
        return _form(lang, None, ListGiven(""))
    row = queries.list_row(list_id)
    return _form(lang, row, given_of(row))


@blueprint.post(f"{ADDRESS}/<list_id>")
def act(lang: str, list_id: str) -> AnyResponse:
    """Show whom a filter would hold, which changes nothing; else save, end, take back, put in or take out."""
    holder, moment = allowed_everywhere(Act.CONTACTS), at_desk()
    row = None if list_id == NEW else queries.list_row(list_id)
    asked = request.form.get("act", "")
    given = typed_list(request.form, is_static=bool(row and row.is_static))
    if asked not in ("preview", "save", *ACTS) or (row is None and asked in ACTS):
        raise errors.NotAChoice(field="act", value=asked[:20])
    is_form = asked in ("preview", "save")
    try:
        if asked == "preview":
            check_filter(given.asked, {code for code, _name in country_choices(lang)})
            return _form(lang, row, given, preview=True)
        done = (
            _save(row, given, moment, holder.actor) if is_form else ACTS[asked](list_id, moment, holder.actor)
        )
    except errors.Refused as refusal:
        db.session.rollback()
        now = queries.list_row(list_id) if row else None
        return _form(lang, now, given if is_form or now is None else given_of(now), refusal)
    if isinstance(done, PutIn):
        return _form(lang, row, given_of(row) if row else given, put_in=done)
    number = done if row is None else list_id
    return redirect(f"/{lang}/desk/contacts/lists/{number}?done={asked}#done", 303)


@blueprint.post(f"{ADDRESS}/<list_id>.xlsx")
def workbook(lang: str, list_id: str) -> Response:
    """Give a list as a workbook, with its members' addresses; that it was taken along is noted."""
    holder, moment = allowed_everywhere(Act.CONTACTS), at_desk()
    day = moment.now.date()
    found = queries.members_shown(queries.whom_of(list_id, day), day)
    services.note_export(list_id, len(found), moment.now, actor=holder.actor)
    name = queries.list_row(list_id).name
    content = xlsx_bytes(name, _head(), (_line(one, lang) for one in found))
    answer = Response(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="contacts-{list_id}.xlsx"'
    return answer


def _save(row: ListRow | None, given: ListGiven, moment: Moment, actor: str) -> str:
    if row is None:
        return services.make(given, moment.now, actor=actor)
    services.change(row.id, given, _seen(), moment.now, actor=actor)
    return row.id


def _paste(list_id: str, moment: Moment, actor: str) -> PutIn:
    return services.put_in_addresses(list_id, request.form.get("addresses", ""), moment.now, actor=actor)


def _put(list_id: str, moment: Moment, actor: str) -> None:
    services.put_in(list_id, request.form.getlist("people"), moment.now, actor=actor)


def _take(list_id: str, moment: Moment, actor: str) -> None:
    services.take_out(list_id, request.form.getlist("people"), moment.now, actor=actor)


def _end(list_id: str, moment: Moment, actor: str) -> None:
    services.end(list_id, _seen(), moment.now, actor=actor)


def _back(list_id: str, moment: Moment, actor: str) -> None:
    services.take_back(list_id, _seen(), moment.now, actor=actor)


ACTS: Final[dict[str, Callable[[str, Moment, str], Any]]] = {
    "paste": _paste,
    "put": _put,
    "take": _take,
    "end": _end,
    "back": _back,
}


def _seen() -> int:
    return request.form.get("revision", 0, type=int)


def _overview(lang: str, problem: errors.Refused | None = None) -> Response:
    moment = at_desk()
    rows, words = queries.list_rows(moment.now.date()), words_of_choices(lang)
    html = render_template(
        "desk/contacts/lists.html",
        lines=[
            {
                "row": one,
                "asked": asked_words(one.asked, words),
                "used": _day(one.last_used_at, moment),
                "ended": _day(one.ended_at, moment),
            }
            for one in rows
        ],
        typed=request.form,
        problem=_problem(problem),
    )
    return make_response(html, problem.status if problem else 200)


def _form(
    lang: str,
    row: ListRow | None,
    given: ListGiven,
    problem: errors.Refused | None = None,
    *,
    preview: bool = False,
    put_in: PutIn | None = None,
) -> Response:
    moment = at_desk()
    day = moment.now.date()
    is_saved = row is not None and not preview and problem is None
    sides = both_sides(given_of(row), given) if row and isinstance(problem, errors.Stale) else ()
    whom = None
    if is_saved and row is not None:
        whom = queries.whom_of(row.id, day)
    elif preview:
        whom = members(given.asked, day)
    html = render_template(
        "desk/contacts/list.html",
        row=row,
        given=given,
        ticks=ticks(lang),
        countries=country_choices(lang),
        fields={name: words() for name, words in FIELDS.items()},
        day=date_words(day, lang),
        ended=_day(row.ended_at, moment) if row else "",
        used=_day(row.last_used_at, moment) if row else "",
        revision=_seen() if problem else (row.revision if row else 0),
        preview=preview,
        held=_held(lang, whom, moment) if whom is not None else None,
        found=_found(lang, row, moment),
        put_in=put_in,
        problem=_problem(problem),
        sides=sides,
        done=request.args.get("done", "") if request.method == "GET" else "",
    )
    return make_response(html, problem.status if problem else 200)


def _held(lang: str, whom: Select[int], moment: Moment) -> dict[str, Any]:
    """Say whom a list holds: counts, a sample or a page of it, and whom no mail reaches."""
    day = moment.now.date()
    counts, why, page = queries.counts(whom, day), request.args.get("why", ""), page_asked()
    why = why if why in set(Unreached) else ""
    many = {"why": why, "most": PAGE, "begin": (page - 1) * PAGE} if why or "page" in request.args else {}
    shown = queries.members_shown(whom, day, **many) if many else queries.sample(whom, day)  # type: ignore[arg-type]
    total = counts.unreached.get(why, 0) if why else counts.total
    return {
        "counts": counts,
        "roles": counted(counts.roles, {one: words() for one, words in ROLES.items()}),
        "regions": counted(counts.regions, {one: region_words(one) for one in (*GROUPS, "")}, (*GROUPS, "")),
        "languages": counted(counts.languages, {one: language_name(one, lang) for one in LANGUAGES}),
        "unreached": [(str(one), UNREACHED[one](), counts.unreached.get(one, 0)) for one in Unreached],
        "stopped": counted(counts.stopped, {one.code: one.title() for one in scopes_offered()}),
        "people": [_shown(one, lang) for one in shown],
        "why": why,
        "why_words": UNREACHED[why]() if why else "",
        "page": page,
        "is_page": bool(many),
        "has_more": bool(many) and page * PAGE < total,
    }


def _found(lang: str, row: ListRow | None, moment: Moment) -> list[dict[str, Any]] | None:
    """Find contacts to put into a list of chosen people; nothing where nobody is asked for."""
    text = request.args.get("find", "").strip()[:200]
    if row is None or not row.is_static or not text:
        return None
    whom, day = members(typed_list(_only(text)).asked, moment.now.date()), moment.now.date()
    return [_shown(one, lang) for one in queries.sample(whom, day)]


def _only(text: str) -> Any:
    form = request.form.copy()
    form.clear()
    form["text"] = text
    return form


def _shown(one: Member, lang: str) -> dict[str, Any]:
    return {
        "one": one,
        "country": choose(one.country_names, lang)[0] if one.country_names else one.country or "",
        "language": language_name(one.language, lang),
        "roles": roles_words(one.roles),
        "why": UNREACHED[one.why]() if one.why else "",
    }


def _problem(refusal: errors.Refused | None) -> dict[str, str] | None:
    if refusal is None:
        return None
    return {"words": sentence(refusal), "field": refusal.field or ""}


def _day(at: Any, moment: Moment) -> str:
    return day_of(at, moment.reader.zone, moment.reader.language) if at else ""


def _head() -> list[str]:
    return [
        _("Name"),
        _("Organization"),
        _("Country"),
        _("Language"),
        _("Roles held today"),
        _("E-mail"),
        _("No mail reaches them"),
    ]


def _line(one: Member, lang: str) -> tuple[object, ...]:
    shown = _shown(one, lang)
    addresses = "; ".join(one.addresses)
    return (
        one.name,
        one.organization,
        shown["country"],
        shown["language"],
        shown["roles"],
        addresses,
        shown["why"],
    )
