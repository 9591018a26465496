"""Naming, changing and replacing a person of a delegation, and what is asked for once that is closed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.codes import RequestKind
from meetings.domain.cop.delegation_errors import NominationsClosed, PastNomination
from meetings.domain.cop.delegations import Nominee, Wish, facts_of, fitting, is_open, nominee_problems
from meetings.domain.errors import NotFound, Refused, Stale
from meetings.extensions import db
from meetings.queries.cop import delegation_page as queries
from meetings.queries.cop.delegation_page import DelegationPage, PersonShown
from meetings.queries.cop.focal_points import Focal
from meetings.services.cop import change_requests, nominations
from meetings.services.cop.delegations import mark_opened
from meetings.web.cop.delegation_words import FIELDS, REQUESTS, person_words
from meetings.web.cop.delegations import ADDRESS, by_of, current, home_of
from meetings.web.cop.devices import proved
from meetings.web.cop.nominee_form import choices, form_values, segment_fields, typed_nominee
from meetings.web.desk.sides import compare
from meetings.web.errors import sentence

blueprint = Blueprint("delegation_people", __name__)
CLOSED: Final = (NominationsClosed, PastNomination)
ACTS: Final = ("save", "withdraw", "ask", "ask_withdraw")
PERSON: Final = f"{ADDRESS}/person"


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is shown or was sent: of whom, whether it replaces them, and what stands in it."""

    focal: Focal
    page: DelegationPage
    person: PersonShown | None
    replaces: bool
    given: Nominee | None
    now: datetime

    @property
    def kind(self) -> RequestKind:
        """Say what would be asked for."""
        if self.person is None:
            return RequestKind.ADD
        return RequestKind.REPLACE if self.replaces else RequestKind.CORRECT

    @property
    def is_asked(self) -> bool:
        """Say whether what the form does is asked for, because it is the nominator's no longer."""
        is_any_open = any(is_open(one, self.page.reopened_until, self.now) for one in self.page.segments)
        if self.person is None:
            return not is_any_open
        words = person_words(self.person, self.page, current(_token()), self.now)
        return not words["may_edit"] and not (is_any_open and not self.replaces)


@blueprint.get(PERSON)
def new(lang: str, token: str) -> Response:
    """Show an empty form for a person."""
    return _page(_form(token, None))


@blueprint.post(PERSON)
def name(lang: str, token: str) -> AnyResponse:
    """Name a person, or ask that they be added."""
    return _send(_form(token, None, typed=True), token)


@blueprint.get(f"{PERSON}/<nomination>")
def show(lang: str, token: str, nomination: str) -> Response:
    """Show what is said of a person, to be changed or to ask for."""
    return _page(_form(token, nomination))


@blueprint.post(f"{PERSON}/<nomination>")
def change(lang: str, token: str, nomination: str) -> AnyResponse:
    """Change what is said of a person, take them away, or ask for either."""
    return _send(_form(token, nomination, typed=True), token)


@blueprint.get(f"{PERSON}/<nomination>/replace")
def successor(lang: str, token: str, nomination: str) -> Response:
    """Show a form for who comes in somebody's place."""
    return _page(_form(token, nomination, replaces=True))


@blueprint.post(f"{PERSON}/<nomination>/replace")
def replace_them(lang: str, token: str, nomination: str) -> AnyResponse:
    """Put somebody in a person's place, or ask for it."""
    return _send(_form(token, nomination, replaces=True, typed=True), token)


def _token() -> str:
    return str((request.view_args or {})["token"])


def _form(token: str, nomination: str | None, *, replaces: bool = False, typed: bool = False) -> Form:
    """Load what a form is about, of this delegation alone.

    Raises: LinkDead, NotProved, NotFound.
    """
    focal = proved(token)
    page = queries.delegation_page(focal.delegation)
    person = page.person(nomination) if nomination else None
    if nomination and (person is None or not person.row.name):
        raise NotFound()
    given = None
    if typed:
        given = typed_nominee(request.form, [one.id for one in page.segments])
    elif person is not None and not replaces:
        given = _named(person)
    elif replaces and person is not None:
        given = Nominee("", role=person.row.role, organization=person.row.organization or "", lists=("name",))
    return Form(focal, page, person, replaces, given, datetime.now(UTC))


def _named(person: PersonShown) -> Nominee:
    facts = facts_of(person.row)
    wishes = tuple(
        Wish(one.segment.id, one.mode, one.rights, one.meetings) for one in person.parts if one.is_there
    )
    return Nominee(**{**facts, "lists": tuple(person.row.lists)}, wishes=wishes)


def _send(form: Form, token: str) -> AnyResponse:
    act, reader = request.form.get("act", "save"), current(token)
    home, point = home_of(form.focal, reader), form.focal.point.id
    try:
        done = _do(act if act in ACTS else "save", form)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        again = _form(token, form.person.row.id if form.person else None, replaces=form.replaces, typed=True)
        return _page(again, refusal)
    mark_opened(point, form.now)
    return redirect(f"{home}?done={done}#done", 303)


def _do(act: str, form: Form) -> str:
    """Do what a form asks; give what was done."""
    by, given, now = by_of(form.focal), form.given or Nominee(""), form.now
    delegation, why = form.page.id, request.form.get("why", "")
    one = form.person.row.id if form.person else None
    seen = request.form.get("revision", type=int)
    if act == "ask":
        change_requests.ask(delegation, form.kind, now, by=by, given=given, nomination_id=one, why=why)
        return "asked"
    if one is None:
        nominations.nominate(delegation, given, now, by=by)
        return "named"
    if act == "ask_withdraw":
        change_requests.ask(delegation, RequestKind.WITHDRAW, now, by=by, nomination_id=one, why=why)
        return "asked"
    if act == "withdraw":
        nominations.withdraw(one, now, by=by, seen=seen)
        return "withdrawn"
    if form.replaces:
        nominations.replace_person(one, given, now, by=by, seen=seen)
        return "replaced"
    nominations.edit(one, given, now, by=by, seen=seen)
    return "saved"


def _page(form: Form, refusal: Refused | None = None) -> Response:
    reader = current(_token())
    page, person = form.page, form.person
    problems = _problems(form, refusal)
    html = render_template(
        "cop/delegation_person.html",
        programme=form.focal.programme,
        page_of=page,
        home=home_of(form.focal, reader),
        person=person_words(person, page, reader, form.now) if person else None,
        replaces=form.replaces,
        revision=person.row.revision if person else 0,
        values=form_values(form.given, reader.language),
        choices=choices(page.category),
        labels={name.replace("wishes", "segments"): words() for name, words in FIELDS.items()},
        segments=segment_fields(page, form.given, person, form.now, asks=form.is_asked)
        if not form.replaces
        else [],
        is_asked=form.is_asked or isinstance(refusal, CLOSED),
        kind=REQUESTS[form.kind](),
        why=request.form.get("why", ""),
        sides=_sides(form) if isinstance(refusal, Stale) else (),
        wrong={one.field: sentence(one) for one in problems if one.field},
        problems=[sentence(one) for one in problems],
    )
    return make_response(html, refusal.status if refusal else 200)


def _problems(form: Form, refusal: Refused | None) -> list[Refused]:
    """Give everything that is wrong with a form, so that it is told at once."""
    if refusal is None:
        return []
    given = form.given or Nominee("")
    if form.replaces and form.person is not None:
        segments = {one.id: one for one in form.page.segments}
        wishes = tuple(fitting(one, segments[one.segment_id]) for one in _named(form.person).wishes)
        given = replace(given, role=given.role or form.person.row.role, wishes=wishes)
    every = nominee_problems(given, form.page.category, {one.id: one for one in form.page.segments})
    is_said = any((one.field, one.code) == (refusal.field, refusal.code) for one in every)
    return every if is_said else [refusal, *(every if refusal.field else ())]


def _sides(form: Form) -> Any:
    """Give what somebody else saved beside what was typed."""
    assert form.person is not None
    word: dict[str, Callable[[], str]] = {name: words for name, words in FIELDS.items() if name != "wishes"}
    stored, typed = facts_of(form.person.row), facts_of(form.given)
    return compare({name: words() for name, words in word.items()}, stored, typed)
