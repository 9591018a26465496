"""One contact at the desk: who it is, the roles held and those of before, the lists it is on; and one more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import CATEGORIES, LANGUAGES
from meetings.domain.contacts.rows import interests_of
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.times import date_words, language_name
from meetings.queries.contacts.contacts import ContactShown
from meetings.queries.contacts.contacts import contact as find
from meetings.services.contacts import contacts as services
from meetings.services.contacts import roles as role_services
from meetings.services.contacts.contacts import ContactGiven
from meetings.services.contacts.roles import RoleGiven
from meetings.web.desk.access import Moment, allowed_everywhere, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.contacts.words import contact_line, role_choices, role_line
from meetings.web.desk.sides import Side, compare
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG
from meetings.web.registrations import country_choices

blueprint = Blueprint("desk_contact", __name__)
ADDRESS: Final = f"/{LANG}/desk/contacts"
FIELDS: Final = (
    "name",
    "email",
    "title",
    "position",
    "organization",
    "country",
    "language",
    "category",
    "interests",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the act, the sentence, the field, another contact who stands in the way, and both sides."""

    act: str
    words: str
    field: str
    status: int
    other: str = ""
    sides: tuple[Side, ...] = ()


@blueprint.get(f"{ADDRESS}/new")
def new(lang: str) -> Response:
    """Show the form for one more contact."""
    allowed_everywhere(Act.CONTACTS)
    return _new_page()


@blueprint.post(f"{ADDRESS}/new")
def add(lang: str) -> AnyResponse:
    """Add a contact, and lead to its page, where roles can be given."""
    holder = allowed_everywhere(Act.CONTACTS)
    try:
        public_id = services.add_contact(_typed(), at_desk().now, holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _new_page(_problem("add", refusal))
    return redirect(f"/{lang}/desk/contacts/{public_id}?done=add#done", 303)


@blueprint.get(f"{ADDRESS}/<contact>")
def show(lang: str, contact: str) -> Response:
    """Show a contact: who it is, what it holds and held, and where the mails are that it was sent."""
    allowed_everywhere(Act.CONTACTS)
    return _page(find(contact, at_desk().now.date()))


@blueprint.post(f"{ADDRESS}/<contact>")
def act(lang: str, contact: str) -> AnyResponse:
    """Change a contact, end it, take it back, give it a role or end one."""
    holder = allowed_everywhere(Act.CONTACTS)
    moment, wanted = at_desk(), request.form.get("act", "")[:20]
    find(contact, moment.now.date())
    try:
        _acts().get(wanted, _none)(contact, moment, holder.actor)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        shown = find(contact, moment.now.date())
        return _page(shown, _problem(wanted, refusal, shown))
    return redirect(f"/{lang}/desk/contacts/{contact}?done={wanted}#done", 303)


def _acts() -> dict[str, Callable[[str, Moment, str], None]]:
    return {
        "change": _change,
        "end": lambda public_id, moment, actor: services.end_contact(public_id, moment.now, actor),
        "back": lambda public_id, moment, actor: services.take_contact_back(public_id, moment.now, actor),
        "role": _role,
        "role_end": _role_end,
    }


def _none(_public_id: str, _moment: Moment, _actor: str) -> None:
    raise errors.NotAChoice(field="act", value=request.form.get("act", "")[:20])


def _change(public_id: str, moment: Moment, actor: str) -> None:
    seen = (request.form.get("person_revision", 0, type=int), request.form.get("revision", 0, type=int))
    services.change_contact(public_id, _typed(), seen, moment.now, actor=actor)


def _role(public_id: str, moment: Moment, actor: str) -> None:
    form = request.form
    given = RoleGiven(
        form.get("kind", ""),
        form.get("role_country", ""),
        form.get("body", ""),
        _day("starts_on"),
        _day("ends_on"),
        replaces=bool(form.get("replaces")),
    )
    role_services.give_role(public_id, given, moment.now, actor)


def _role_end(public_id: str, moment: Moment, actor: str) -> None:
    number, day = request.form.get("role", 0, type=int), _day("last_day")
    if day is None:
        raise errors.Missing(field="last_day")
    role_services.end_role(public_id, number, day, moment.now, actor=actor)


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    return check_day(text, field) if text else None


def _typed() -> ContactGiven:
    form = request.form
    said = {name: form.get(name, "") for name in FIELDS if name != "interests"}
    return ContactGiven(
        **said, is_office=bool(form.get("is_office")), interests=interests_of(form.get("interests", ""))
    )


def _problem(act: str, refusal: errors.Refused, shown: ContactShown | None = None) -> Problem:
    sides = _sides(shown) if shown is not None and refusal.code == "stale" else ()
    other = str(refusal.values.get("other", ""))
    return Problem(act, sentence(refusal), refusal.field or "", refusal.status, other, sides)


def _sides(shown: ContactShown) -> tuple[Side, ...]:
    """Show what somebody else saved beside what was typed."""
    mine = {name: request.form.get(name, "").strip() for name in FIELDS}
    return compare(_labels(), _stored(shown), mine)


def _stored(shown: ContactShown) -> dict[str, str]:
    row = shown.row
    return {
        "name": row.name,
        "email": row.address or "",
        "title": row.title or "",
        "position": row.position or "",
        "organization": row.organization or "",
        "country": row.country or "",
        "language": row.language,
        "category": row.category or "",
        "interests": ", ".join(row.interests),
    }


def _labels() -> dict[str, str]:
    return {
        "name": _("Name"),
        "email": _("E-mail address"),
        "title": _("Title"),
        "position": _("Position"),
        "organization": _("Organization"),
        "country": _("Country"),
        "language": _("Language"),
        "category": _("Category"),
        "interests": _("Interests"),
    }


def _choices(lang: str) -> dict[str, Any]:
    return {
        "labels": _labels(),
        "countries": country_choices(lang),
        "languages": [(one, language_name(one, lang)) for one in LANGUAGES],
        "categories": [(one, category_words(one)) for one in CATEGORIES],
    }


def _new_page(problem: Problem | None = None) -> Response:
    moment = at_desk()
    values = {name: request.form.get(name, "") for name in FIELDS}
    values["language"] = values["language"] or "en"
    html = render_template(
        "desk/contacts/new.html",
        under="contacts",
        values=values,
        is_office=bool(request.form.get("is_office")),
        problem=problem,
        **_choices(moment.reader.language),
    )
    return make_response(html, problem.status if problem else 200)


def _page(shown: ContactShown, problem: Problem | None = None) -> Response:
    moment = at_desk()
    lang = moment.reader.language
    choices = _choices(lang)
    countries = dict(choices["countries"])
    typed = problem is not None and problem.act == "change"
    values = {name: request.form.get(name, "") for name in FIELDS} if typed else _stored(shown)
    html = render_template(
        "desk/contacts/contact.html",
        under="contacts",
        shown=shown,
        line=contact_line(shown.row, countries, lang),
        held=[role_line(one, countries, lang) for one in shown.held],
        past=[role_line(one, countries, lang) for one in shown.past],
        noted={one.id: date_words(one.noted_at.date(), lang) for one in (*shown.held, *shown.past)},
        added=moment_words(shown.added_at, moment),
        ended=moment_words(shown.ended_at, moment),
        values=values,
        is_office=bool(request.form.get("is_office")) if typed else shown.row.is_office,
        roles=role_choices(),
        role=_role_typed(shown, problem),
        today=moment.now.date().isoformat(),
        problem=problem,
        done=_done_words(request.args.get("done", "")),
        **choices,
    )
    return make_response(html, problem.status if problem else 200)


def _role_typed(shown: ContactShown, problem: Problem | None) -> dict[str, str]:
    names = ("kind", "role_country", "body", "starts_on", "ends_on", "replaces")
    if problem is not None and problem.act == "role":
        return {name: request.form.get(name, "") for name in names}
    return dict.fromkeys(names, "") | {"role_country": shown.row.country or ""}


def _done_words(done: str) -> str:
    return {
        "add": _("Added. Roles can be given below."),
        "change": _("Saved."),
        "end": _("Written to no more; what was held stays."),
        "back": _("Written to again."),
        "role": _("The role is given."),
        "role_end": _("The role ends with that day."),
    }.get(done, "")
