"""The staff, for administrators: who is there, with which roles and where; inviting, giving and taking away."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import Role
from meetings.domain.errors import NotAllowed, NotFound, Refused
from meetings.domain.permissions import EVERYWHERE, Act, Holder, Scope, reach
from meetings.extensions import db
from meetings.formats.languages import apart, marked
from meetings.queries.accounts import StaffRow, staff_rows
from meetings.queries.desk import ProgrammeRow, programmes
from meetings.services import roles as services
from meetings.web.desk.access import Moment, at_desk, staff
from meetings.web.desk.account import moment_words
from meetings.web.errors import sentence
from meetings.web.numbers import row_number
from meetings.web.pages import LANG

blueprint = Blueprint("desk_staff", __name__)
ADDRESS: Final = f"/{LANG}/desk/staff"
SHOWN_LENGTH: Final = 300


def administrator() -> Holder:
    """Give who is signed in, if they may give roles everywhere.

    Raises: SignInNeeded, NotAllowed.
    """
    holder = staff()
    if not reach(holder, Act.STAFF).everywhere:
        raise NotAllowed()
    return holder


@blueprint.get(ADDRESS)
def everybody(lang: str) -> Response:
    """Show everybody of the staff with their roles, and the form to invite somebody."""
    administrator()
    return _list_page()


@blueprint.post(ADDRESS)
def invite(lang: str) -> AnyResponse:
    """Invite somebody with a role; a mail leads them to a password."""
    holder, form = administrator(), request.form
    try:
        user_id = services.invite(
            form.get("email", ""),
            form.get("role", ""),
            datetime.now(UTC),
            holder.actor,
            language=lang,
            name=form.get("name", ""),
            **where_given(form),
        )
    except Refused as refusal:
        db.session.rollback()
        return _list_page(refusal)
    return redirect(f"/{lang}/desk/staff/{user_id}?done=invite#done", 303)


@blueprint.get(f"{ADDRESS}/<int:user_id>")
def one(lang: str, user_id: int) -> Response:
    """Show one of the staff: roles, what they prove themselves by, and what can be taken away."""
    administrator()
    return _person_page(user_id)


@blueprint.post(f"{ADDRESS}/<int:user_id>")
def change(lang: str, user_id: int) -> AnyResponse:
    """Give or take a role, send a link, take the second step away, or end all access."""
    holder, now, act = administrator(), datetime.now(UTC), request.form.get("act", "")
    try:
        if act == "give":
            role = request.form.get("role", "")
            services.give(user_id, role, now, holder.actor, **where_given(request.form))
        elif act == "take":
            services.take(user_id, request.form.get("grant", 0, type=row_number), now, holder.actor)
        elif act == "link":
            services.send_link(user_id, now, holder.actor, language=lang)
        elif act == "second":
            services.reset_second(user_id, now, holder.actor)
        elif act == "end":
            services.end_access(user_id, now, holder.actor)
        else:
            act = ""
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _person_page(user_id, refusal)
    return redirect(f"/{lang}/desk/staff/{user_id}{f'?done={act}#done' if act else ''}", 303)


def where_given(form: Mapping[str, str]) -> dict[str, str]:
    """Read where a role holds: a programme, or a stream of it behind a slash, and a partner."""
    programme, _slash, stream = form.get("where", "").replace("\0", "").partition("/")
    return {"programme": programme, "stream": stream, "partner": form.get("partner", "")}


def role_words(role: str) -> str:
    """Name a role."""
    return {
        Role.ADMINISTRATOR: _("Administrator"),
        Role.ORGANIZER: _("Organizer"),
        Role.OFFICER: _("Officer"),
        Role.STEWARD: _("Steward"),
        Role.READER: _("Reader"),
    }[Role(role)]


def _list_page(refusal: Refused | None = None) -> Response:
    moment, found = at_desk(), programmes(EVERYWHERE)
    html = render_template(
        "desk/staff.html",
        lines=[_line(row, found, moment) for row in staff_rows()],
        **_form(found, moment, refusal),
    )
    return make_response(html, refusal.status if refusal else 200)


def _person_page(user_id: int, refusal: Refused | None = None) -> Response:
    moment, found, rows = at_desk(), programmes(EVERYWHERE), staff_rows(user_id)
    if not rows:
        raise NotFound()
    html = render_template(
        "desk/staff_person.html",
        line=_line(rows[0], found, moment),
        done=request.args.get("done", ""),
        **_form(found, moment, refusal),
    )
    return make_response(html, refusal.status if refusal else 200)


def _form(found: list[ProgrammeRow], moment: Moment, refusal: Refused | None) -> dict[str, Any]:
    """Give what the forms offer, what was typed, and what is wrong with it."""
    field = (
        {"programme": "where", "stream": "where"}.get(refusal.field or "", refusal.field) if refusal else ""
    )
    return {
        "roles": [(str(each), role_words(each)) for each in Role],
        "places": [("", _("Everywhere")), *places(found, moment.reader.language)],
        "typed": {
            name: request.form.get(name, "")[:SHOWN_LENGTH]
            for name in ("email", "name", "role", "where", "partner")
        },
        "problem": {"field": field, "words": sentence(refusal)} if refusal else None,
    }


def places(found: list[ProgrammeRow], lang: str) -> Iterator[tuple[str, str]]:
    """Give where a role may hold beside everywhere: each programme, and each stream of it."""
    for programme in found:
        title = marked(programme.title, lang)
        yield programme.slug, title
        for slug, words in programme.streams:
            yield f"{programme.slug}/{slug}", f"{title} · {marked(words, lang)}"


def _line(row: StaffRow, found: list[ProgrammeRow], moment: Moment) -> dict[str, Any]:
    lang = moment.reader.language
    names = dict(places(found, lang))
    grants = [(one.id, role_words(one.scope.role), scope_words(one.scope, names, lang)) for one in row.grants]
    return {"row": row, "grants": grants, "last": moment_words(row.last_at, moment)}


def scope_words(scope: Scope, names: Mapping[str, str], lang: str) -> str:
    """Word where a role holds; a programme that is gone is called by its slug."""
    place = f"{scope.programme}/{scope.stream}" if scope.stream else scope.programme
    words = names.get(place, place) or _("Everywhere")
    return f"{words} · {apart(scope.partner, lang)}" if scope.partner else words
