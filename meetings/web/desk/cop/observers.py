"""Observer bodies at the desk: the list, each with its names, its admission to treaties, and what it applied with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.codes import AdmissionState
from meetings.domain.cop.parties import TREATIES
from meetings.domain.cop.tracks import Mover, Says, Track, awaits, moves_from
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.times import date_words, language_name
from meetings.queries.cop import admissions as queries
from meetings.queries.cop.actors import actor_names
from meetings.queries.cop.admissions import AdmissionRow, BodiesAsked, BodyPage, BodyRow
from meetings.services.cop import admissions as services
from meetings.services.cop import observers
from meetings.services.cop.admissions import DecidedBefore
from meetings.services.cop.observers import BODIES, KINDS, BodyGiven
from meetings.web.cop.admissions_words import kind_words, may_send_words
from meetings.web.cop.parties_words import actor_words
from meetings.web.cop.words import AWAITED, WHOM, state_word, treaty_word
from meetings.web.desk.access import Moment, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.reach import everywhere, may_everywhere
from meetings.web.desk.sides import Side, compare
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.kept_files import Given, give, storage
from meetings.web.pages import LANG
from meetings.web.registrations import country_choices
from meetings.web.sessions import size_words

blueprint = Blueprint("desk_cop_observers", __name__)
ADDRESS: Final = f"/{LANG}/desk/observers"
MINAMATA: Final = TREATIES[0]
TEXT_LENGTH: Final = 100
NO_ADMISSION: Final = "none"
FIELDS: Final = ("name", "acronym", "category", "kind", "country", "former", "other")


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field, and both sides of a stale save."""

    words: str
    field: str
    status: int
    form: str = ""
    sides: tuple[Side, ...] = ()


@blueprint.get(ADDRESS)
def show(lang: str) -> Response:
    """Show the bodies of the list with their admission to a treaty, and the form to add one."""
    everywhere(Act.SEE)
    return _list(done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def add(lang: str) -> AnyResponse:
    """Add a body; it is admitted to nothing by that."""
    actor = everywhere(Act.ACCREDIT).actor
    try:
        slug = observers.add_body(_given(), datetime.now(UTC), actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _list(Problem(sentence(refusal), refusal.field or "", refusal.status))
    return redirect(f"/{lang}/desk/observers/{slug}?done=added#done", 303)


@blueprint.get(f"{ADDRESS}/<body>")
def show_body(lang: str, body: str) -> Response:
    """Show a body: its names, its admissions with what is awaited from whom, and its applications."""
    everywhere(Act.SEE)
    return _page(queries.body(body), done=request.args.get("done", ""))


@blueprint.post(f"{ADDRESS}/<body>")
def change(lang: str, body: str) -> AnyResponse:
    """Change what is said of a body, begin, record or move its admission."""
    actor = everywhere(Act.ACCREDIT).actor
    queries.body(body)
    act = request.form.get("act", "")
    try:
        if act not in ACTS:
            raise errors.NotAChoice(field="act", value=act[:20])
        ACTS[act](body, datetime.now(UTC), actor)
    except errors.Refused as refusal:
        db.session.rollback()
        sides = _sides(body) if isinstance(refusal, errors.Stale) and act == "change" else ()
        form = request.form.get("admission", "") or act
        return _page(
            queries.body(body), Problem(sentence(refusal), refusal.field or "", refusal.status, form, sides)
        )
    return redirect(f"/{lang}/desk/observers/{body}?done={act}#done", 303)


@blueprint.get(f"{ADDRESS}/file/<statutes>")
def file(lang: str, statutes: str) -> Response:
    """Give a file of an application, to officers alone."""
    everywhere(Act.ACCREDIT)
    row = queries.application_file(statutes)
    kept = storage()
    return give(
        Given(
            lambda start, end: kept.read(row.file, start, end),
            row.bytes,
            row.digest,
            row.media_type,
            row.file_name,
            False,
            is_shown=False,
        )
    )


def _change(slug: str, now: datetime, actor: str) -> None:
    observers.change_body(slug, _given(), request.form.get("revision", 0, type=int), now, actor)


def _begin(slug: str, now: datetime, actor: str) -> None:
    services.begin_admission(slug, request.form.get("programme", ""), now, actor)


def _record(slug: str, now: datetime, actor: str) -> None:
    form = request.form
    on = check_day(form.get("decided_on") or None, "decided_on")
    given = DecidedBefore(
        form.get("treaty", ""), form.get("state", ""), form.get("authority", ""), on, form.get("reason", "")
    )
    services.record_admission(slug, given, now, actor)


def _move(slug: str, now: datetime, actor: str) -> None:
    form, admission = request.form, request.form.get("admission", "")
    if admission not in {one.id for one in queries.body(slug).row.admissions}:
        raise errors.NotFound()
    services.move_admission(
        admission,
        form.get("to", ""),
        form.get("revision", 0, type=int),
        now,
        actor,
        says=Says(form.get("reason", ""), form.get("authority", "")),
        on=check_day(form.get("on") or None, "on"),
    )


ACTS: Final = {"change": _change, "begin": _begin, "record": _record, "move": _move}


def _given() -> BodyGiven:
    form = request.form
    return BodyGiven(
        form.get("name", ""),
        form.get("category", ""),
        form.get("acronym", ""),
        form.get("kind", ""),
        form.get("country", ""),
        tuple(form.get("former", "").splitlines()),
        tuple(form.get("other", "").splitlines()),
    )


def _list(problem: Problem | None = None, *, done: str = "") -> Response:
    args, lang = request.args, at_desk().reader.language
    treaty = args.get("treaty", MINAMATA)
    asked = BodiesAsked(
        treaty if treaty in TREATIES else MINAMATA,
        args.get("text", "").strip()[:TEXT_LENGTH],
        args.get("category", "") if args.get("category") in BODIES else "",
        args.get("state", "") if args.get("state") in (*AdmissionState, NO_ADMISSION) else "",
        args.get("programme", "")[:TEXT_LENGTH],
    )
    html = render_template(
        "desk/cop/observers.html",
        asked=asked,
        lines=[_line(one) for one in queries.bodies(asked)],
        treaties=[(one, treaty_word(one)) for one in TREATIES],
        states=[*_states(), (NO_ADMISSION, _("No admission"))],
        may_edit=may_everywhere(Act.ACCREDIT),
        typed=request.form,
        problem=problem,
        done=_done_words(done),
        **_choices(lang),
    )
    return make_response(html, problem.status if problem else 200)


def _choices(lang: str) -> dict[str, Any]:
    return {
        "categories": [(one, category_words(one)) for one in BODIES],
        "kinds": [(one, kind_words(one)) for one in KINDS],
        "countries": country_choices(lang),
    }


def _states() -> list[tuple[str, str]]:
    return [(str(one), state_word(Track.ADMISSION, one)) for one in AdmissionState]


def _line(row: BodyRow) -> dict[str, Any]:
    admission = row.admissions[0] if row.admissions else None
    awaited = awaits(Track.ADMISSION, admission.state) if admission else None
    return {
        "row": row,
        "category": category_words(row.category),
        "kind": kind_words(row.kind),
        "state": state_word(Track.ADMISSION, admission.state) if admission else "",
        "authority": admission.authority if admission else "",
        "awaited": AWAITED[awaited[0]]() if awaited and awaited[0] else "",
    }


def _page(shown: BodyPage, problem: Problem | None = None, *, done: str = "") -> Response:
    moment, typed = at_desk(), request.form if request.method == "POST" else {}
    lang, officer = moment.reader.language, may_everywhere(Act.ACCREDIT)
    held = {one.treaty for one in shown.row.admissions}
    names = actor_names(one.actor for one in shown.moves)
    meetings = queries.conferences()
    html = render_template(
        "desk/cop/observer.html",
        body=shown,
        category=category_words(shown.row.category),
        kind=kind_words(shown.row.kind),
        former=[one.name for one in shown.names if one.kind == "former"],
        other=[one.name for one in shown.names if one.kind == "other"],
        admissions=[_admission(one, shown, moment, names) for one in shown.row.admissions],
        conferences=[one for one in meetings if one.treaty not in held],
        may_send=[(one, may_send_words(queries.may_send_shown(shown.row, one), lang)) for one in meetings],
        treaties=[(one, treaty_word(one)) for one in TREATIES if one not in held],
        applications=[_application(one, moment) for one in shown.applications] if officer else [],
        may_edit=officer,
        typed=typed,
        revision=typed.get("revision") if typed and problem and not problem.sides else shown.revision,
        problem=problem,
        done=_done_words(done),
        **_choices(lang),
    )
    return make_response(html, problem.status if problem else 200)


def _admission(
    row: AdmissionRow, shown: BodyPage, moment: Moment, names: Mapping[str, str]
) -> dict[str, Any]:
    lang = moment.reader.language
    awaited, whom = awaits(Track.ADMISSION, row.state)
    return {
        "row": row,
        "treaty": treaty_word(row.treaty),
        "state": state_word(Track.ADMISSION, row.state),
        "since": moment_words(row.state_since, moment),
        "awaited": AWAITED[awaited]() if awaited else "",
        "whom": WHOM[whom](),
        "decided": date_words(row.decided_on, lang) if row.decided_on else "",
        "moves": [
            (to, state_word(Track.ADMISSION, to))
            for to in moves_from(Track.ADMISSION, row.state, Mover.OFFICER)
        ],
        "history": [
            {
                "to": state_word(Track.ADMISSION, one.to_state),
                "when": moment_words(one.at, moment),
                "by": actor_words(one.actor, names),
                "reason": one.reason,
                "authority": one.authority,
            }
            for one in shown.moves
            if one.subject == row.id
        ],
    }


def _application(row: Any, moment: Moment) -> dict[str, Any]:
    return {
        "row": row,
        "category": category_words(row.category),
        "language": language_name(row.language, moment.reader.language),
        "sent": moment_words(row.sent_at, moment),
        "files": [(one, size_words(one.bytes)) for one in row.files],
    }


def _sides(slug: str) -> tuple[Side, ...]:
    now = queries.body(slug)
    labels = {
        "name": _("Name"),
        "acronym": _("Acronym"),
        "category": _("Category"),
        "kind": _("Kind"),
        "country": _("Seat"),
        "former": _("Former names"),
        "other": _("Other names"),
    }
    stored = {
        "name": now.row.name,
        "acronym": now.row.acronym or "",
        "category": now.row.category,
        "kind": now.row.kind or "",
        "country": now.row.country or "",
        "former": "\n".join(one.name for one in now.names if one.kind == "former"),
        "other": "\n".join(one.name for one in now.names if one.kind == "other"),
    }
    return compare(labels, stored, {name: request.form.get(name, "") for name in labels})


def _done_words(done: str) -> str:
    return {
        "added": _("Added. It is admitted to nothing by that."),
        "change": _("Saved."),
        "begin": _("The admission is begun."),
        "record": _("The admission is recorded."),
        "move": _("Moved."),
    }.get(done, "")
