"""Exchange with KRONOS at the desk: a file given out, a file looked at, its conflicts decided one by one, taken in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.kronos import Exchange, Outcome, Said, Taken
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.cop.kronos import read_exchange, write_exchange
from meetings.formats.times import full_day_words
from meetings.queries.cop.kronos import FileRow, exported, kept_files, raw_of, state_names
from meetings.queries.desk import programme as programme_row
from meetings.services.cop import kronos as services
from meetings.web.cop.list_words import HEADS
from meetings.web.desk.access import allowed, at_desk, may_here
from meetings.web.desk.uploads import sent_bytes
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.registrations import keys

blueprint = Blueprint("desk_cop_kronos", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/kronos"
SHOWN: Final = 200
DECIDED: Final = "decide-"
KINDS: Final[dict[str, Callable[[], str]]] = {
    "event": lambda: _("Event"),
    "organization": lambda: _("Organization"),
    "contact": lambda: _("Contact"),
    "registration": lambda: _("Registration"),
}
OUTCOMES: Final[dict[str, Callable[[], str]]] = {
    "new": lambda: _("New"),
    "changed": lambda: _("Changed"),
    "same": lambda: _("As it is here"),
    "conflict": lambda: _("To be decided"),
    "refused": lambda: _("Left out"),
    "erased": lambda: _("Erased before"),
}
WHY: Final[dict[str, Callable[[], str]]] = {
    "contact": lambda: _("The file says otherwise than what stands here."),
    "doubled": lambda: _("Two people stand under one id."),
    "country": lambda: _("This country is not known by this name."),
    "event": lambda: _("This event is of no segment that is known."),
    "several": lambda: _("Several organizations have this name."),
    "behind": lambda: _("The file is behind what stands here."),
    "no_event": lambda: _("Its event is not taken."),
    "no_organization": lambda: _("Its organization is not taken."),
    "no_registration": lambda: _("It is registered for nothing."),
    "no_name": lambda: _("It has no name."),
    "no_status": lambda: _("Its status cannot be read."),
    "unknown_role": lambda: _("Its role is not known."),
    "unknown_type": lambda: _("Its type of organization is not known."),
    "observers_only": lambda: _("Whom a State sends cannot be revoked."),
    "left_out": lambda: _("You decided to leave it out."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A record in words; `choices` are what a person has, each as it is sent and in words."""

    said: Said
    kind: str
    why: str
    fields: tuple[tuple[str, str, str], ...]
    choices: tuple[tuple[str, str], ...]
    takes_a_code: bool


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the files that were kept, and what one of them would change."""
    allowed(Act.ACCREDIT, programme)
    return _page(lang, programme, request.args.get("file", ""), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Keep a file to be looked at, or take one in with what was decided of it."""
    actor, now = allowed(Act.ACCREDIT, programme).actor, datetime.now(UTC)
    file_id, act = request.form.get("file_id", ""), request.form.get("act", "")
    try:
        if act == "upload":
            raw, name = _sent()
            read_exchange(raw)
            file_id, done = services.keep_file(raw.decode(), name, programme, now, actor), ""
        elif act == "commit":
            exchange = read_exchange(raw_of(programme, file_id))
            taken = services.commit(
                file_id, exchange, _decisions(), now, actor, keys=keys(), within=_is_theirs
            )
            done = f"&done={taken.count(Outcome.NEW)}-{taken.count(Outcome.CHANGED)}"
        else:
            raise errors.NotAChoice(field="act", value=act[:20])
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(lang, programme, file_id, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/kronos?file={file_id}{done}#done", 303)


@blueprint.get(f"{ADDRESS}.json")
def export(lang: str, programme: str) -> Response:
    """Give a conference as a file for KRONOS."""
    allowed(Act.ACCREDIT, programme)
    answer = Response(write_exchange(exported(programme)), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{programme}-kronos.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _is_theirs(programme: str) -> bool:
    """Say whether whoever is signed in may see and change people of a conference, whichever page they are on."""
    return may_here(Act.ACCREDIT, programme)


def _sent() -> tuple[bytes, str]:
    most = current_app.config["UPLOAD_MB"]
    raw, name = sent_bytes("file", most * 1_000_000)
    if len(raw) > most * 1_000_000:
        raise errors.TooLarge(field="file", most=most)
    return raw, name


def _decisions() -> dict[str, str]:
    """Read what was decided; a code that was typed wins over what is ticked."""
    ticked = {name: value for name, value in request.form.items() if name.startswith(DECIDED)}
    typed = {
        name.removesuffix("-code"): value.strip() for name, value in ticked.items() if name.endswith("-code")
    }
    found = {name: value for name, value in ticked.items() if not name.endswith("-code")}
    found |= {name: value for name, value in typed.items() if value}
    return {name.removeprefix(DECIDED): value[:100] for name, value in found.items() if value}


def _page(
    lang: str, programme: str, file_id: str, *, problem: errors.Refused | None = None, done: str = ""
) -> Response:
    row = programme_row(programme)
    at_desk(row)
    files = kept_files(programme)
    chosen = next((one for one in files if one.id == file_id), None)
    taken = _looked(programme, chosen) if chosen else None
    html = render_template(
        "desk/cop/kronos.html",
        programme=row,
        files=[(one, full_day_words(one.created_at, row.zone, lang)) for one in files],
        chosen=chosen,
        counts=[(words(), taken.count(Outcome(code))) for code, words in OUTCOMES.items()] if taken else [],
        conflicts=_lines(taken, Outcome.CONFLICT),
        refused=_lines(taken, Outcome.REFUSED)[:SHOWN],
        changed=_lines(taken, Outcome.NEW, Outcome.CHANGED)[:SHOWN],
        more=max(0, taken.count(Outcome.NEW) + taken.count(Outcome.CHANGED) - SHOWN) if taken else 0,
        typed=request.form,
        problem=problem,
        words=_sentence(problem) if problem else "",
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _sentence(problem: errors.Refused) -> str:
    if isinstance(problem, errors.WrongFile):
        return _("This file cannot be read: %(where)s.", where=problem.field or "")
    return sentence(problem)


def _looked(programme: str, chosen: FileRow) -> Taken:
    exchange: Exchange = read_exchange(raw_of(programme, chosen.id))
    return services.look(exchange, chosen.decisions, datetime.now(UTC), keys=keys(), within=_is_theirs)


def _lines(taken: Taken | None, *outcomes: Outcome) -> list[Line]:
    states = state_names() if taken and Outcome.CONFLICT in outcomes else {}
    return [_line(one, states) for one in (taken.of(*outcomes) if taken else [])]


def _line(one: Said, states: Mapping[str, str]) -> Line:
    why = one.why.partition(":")[0]
    fields = tuple((_field_words(name), ours, theirs) for name, ours, theirs in one.fields)
    return Line(
        one,
        KINDS[one.kind](),
        WHY[why]() if why in WHY else one.why,
        fields,
        tuple((choice, _choice_words(one, choice, states)) for choice in one.choices),
        takes_a_code=one.why == "country",
    )


def _field_words(name: str) -> str:
    more = {"telephone": _("Telephone"), "state": _("State"), "priorityPassCode": _("Priority pass")}
    return HEADS[f"head_{name}"]() if f"head_{name}" in HEADS else more.get(name, name)


def _choice_words(one: Said, choice: str, states: Mapping[str, str]) -> str:
    words = {"ours": _("Keep ours"), "theirs": _("Take theirs"), "none": _("Leave it out")}
    if one.why == "doubled":
        names = {number: f"{name} · {email}" for number, name, email in one.fields}
        return names.get(choice, choice)
    return words.get(choice) or states.get(choice, choice)


def _done_words(done: str) -> str:
    new, _dash, changed = done.partition("-")
    if not (new.isascii() and new.isdigit() and changed.isascii() and changed.isdigit()):
        return ""
    return _("Taken in. New: %(new)s. Changed: %(changed)s.", new=new, changed=changed)
