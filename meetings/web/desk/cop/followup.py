"""Following up: counts by regional group and category, each with its rows; all who wait reminded, a list invited."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.accreditation_errors import NoLineRead
from meetings.domain.cop.country_names import match_country
from meetings.domain.cop.followup import Line, Step, counted, read_lines, totals
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import language_name
from meetings.queries.cop.accreditation import segments_of
from meetings.queries.cop.bodies import state_names
from meetings.queries.cop.followup import NO_GROUP, Followed, at_step, followed
from meetings.queries.cop.parties import known_names
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import followup as services
from meetings.services.cop.delegations import FocalGiven
from meetings.services.cop.followup import Invitation
from meetings.web.cop.followup_words import step_words
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.uploads import sent, sent_bytes
from meetings.web.desk.warnings import region_words
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_followup", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/follow-up"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS: Final = tuple(one for one in Step if one not in (Step.WITHOUT, Step.BOUNCED, Step.WAITING))
LACKS: Final = (Step.WITHOUT, Step.BOUNCED, Step.WAITING)
MOST_LIST: Final = 500_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rows are narrowed to; empty asks for all."""

    segment: str = ""
    step: Step = Step.ALL
    region: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A line of a list with the State that was found in it; `choices` where a person has to say which."""

    line: Line
    code: str
    choices: tuple[tuple[str, str], ...]
    problem: str


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show how far each Party and observer is."""
    return _page(_conference(programme), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def act(lang: str, programme: str) -> AnyResponse:
    """Show whom a reminder will tell, or tell them; read a list of focal points, or invite them."""
    shown, actor = _conference(programme), allowed(Act.ACCREDIT, programme).actor
    what = request.form.get("act", "")
    try:
        if what == "look":
            return _page(shown, look=True)
        if what == "read":
            text = _list()
            return _page(shown, read=_read(read_lines(text)), text=text)
        if what not in DO:
            raise errors.NotAChoice(field="act", value=what[:20])
        number = DO[what](shown, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(shown, problem=refusal, read=_again() if what in ("invite", "read") else ())
    return redirect(f"/{lang}/desk/{programme}/follow-up?done={what}-{number}#done", 303)


@blueprint.get(f"{ADDRESS}.xlsx")
def sheet(lang: str, programme: str) -> Response:
    """Give the rows as a sheet."""
    shown = _conference(programme)
    rows = _rows(shown, _asked(request.args))
    moment = at_desk(shown)
    head = (
        _("Delegation"),
        _("Code"),
        _("Regional group"),
        _("Category"),
        *(step_words(one) for one in (*STEPS[1:], *LACKS)),
        _("Focal points"),
        _("Reminded"),
    )
    table = [
        (
            choose(one.body.names, lang)[0],
            one.body.code,
            region_words(one.body.region) if one.body.code else "",
            category_words(one.body.category),
            *(_counted(one, step) for step in (*STEPS[1:], *LACKS)),
            "; ".join(f"{point.name} <{point.email}>" for point in one.points),
            max((point.reminded_at for point in one.points if point.reminded_at), default=None),
        )
        for one in rows
    ]
    answer = Response(xlsx_bytes(_("Follow-up"), head, table), content_type=SHEET_TYPE)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{programme}-follow-up-{moment.now:%Y-%m-%d}.xlsx"'
    )
    return answer


def _counted(one: Followed, step: Step) -> int:
    return one.standing.nominated if step is Step.NOMINATED else int(one.standing.is_at(step))


def _remind(shown: ProgrammeRow, actor: str) -> int:
    chosen = request.form.getlist("delegation")
    return services.remind_all(shown.slug, chosen, at_desk(shown).now, actor=actor)


def _invite(shown: ProgrammeRow, actor: str) -> int:
    """Invite the lines whose State is known or was said; the others come back to be said."""
    found = [_said(one) for one in _again()]
    if any(not one.code and not one.problem for one in found):
        raise errors.NotAChoice(field="list")
    invitations = [
        Invitation(one.code, FocalGiven(one.line.name, one.line.email, language=one.line.language))
        for one in found
        if one.code and not one.problem
    ]
    keys = current_app.extensions["outside"].keys
    return services.invite_all(shown.slug, invitations, at_desk(shown).now, actor=actor, keys=keys)


DO: Final[Mapping[str, Callable[[ProgrammeRow, str], int]]] = {"remind": _remind, "invite": _invite}


def _list() -> str:
    """Give the list that was pasted or sent as a file.

    Raises: NoLineRead, EmptyFile.
    """
    if sent("file") is not None:
        raw, _name = sent_bytes("file", MOST_LIST)
        return raw[:MOST_LIST].decode("utf-8-sig", "replace")
    text = request.form.get("list", "")
    if not text.strip():
        raise NoLineRead(field="list")
    return text


def _again() -> tuple[Read, ...]:
    """Read the list of a form once more; what was pasted comes back with it."""
    return _read(read_lines(request.form.get("list", "")))


def _read(lines: list[Line]) -> tuple[Read, ...]:
    """Find the State of each line, where one alone is meant; else a person says which, and nothing is made up."""
    if not lines:
        raise NoLineRead(field="list")
    known, names = known_names(), state_names()
    lang = request.path.split("/")[1]
    worded = {code: choose(each, lang)[0] for code, each in names.items()}
    read = []
    for line in lines:
        found = None if line.problem else match_country(line.country, known)
        codes = found if isinstance(found, tuple) else tuple(sorted(worded, key=worded.__getitem__))
        read.append(
            Read(
                line,
                found if isinstance(found, str) else "",
                () if isinstance(found, str) or line.problem else tuple((one, worded[one]) for one in codes),
                _problem_words(line.problem),
            )
        )
    return tuple(read)


def _said(one: Read) -> Read:
    """Take the State that a person said is meant."""
    said = request.form.get(f"code-{one.line.number}", "")
    return replace(one, code=said) if said in {code for code, _words in one.choices} else one


def _problem_words(problem: str) -> str:
    return {
        "": "",
        "missing": _("Country, name or address is missing: this line is left out."),
    }.get(problem, _("This is no e-mail address: the line is left out."))


def _conference(slug: str) -> ProgrammeRow:
    allowed(Act.ACCREDIT, slug)
    return programme_of(slug)


def _asked(given: Any) -> Asked:
    step = given.get("step", "")
    return Asked(
        given.get("segment", "")[:80],
        Step(step) if step in set(Step) else Step.ALL,
        given.get("region"),
        given.get("category"),
    )


def _rows(shown: ProgrammeRow, asked: Asked) -> list[Followed]:
    every = followed(shown.slug, asked.segment)
    return at_step(every, asked.step, region=asked.region, category=asked.category)


def _page(
    shown: ProgrammeRow,
    *,
    look: bool = False,
    read: tuple[Read, ...] = (),
    text: str = "",
    problem: errors.Refused | None = None,
    done: str = "",
) -> Response:
    asked, moment = _asked(request.args), at_desk(shown)
    every = followed(shown.slug, asked.segment)
    rows = at_step(every, asked.step, region=asked.region, category=asked.category)
    waiting = [one for one in rows if one.is_waited_for]
    html = render_template(
        "desk/cop/followup.html",
        programme=shown,
        asked=asked,
        segments=segments_of(shown.slug),
        tables=[
            _table(every, asked, "region", [one for one in every if one.body.code]),
            _table(every, asked, "category", [one for one in every if not one.body.code]),
        ],
        lacks=[
            (step, step_words(step), _address(asked, step=step), len(at_step(every, step))) for step in LACKS
        ],
        step=step_words(asked.step),
        rows=[_line(one, moment) for one in rows],
        waiting=[(one, one.due_points(moment.now)) for one in waiting] if look else [],
        told=sum(len(one.due_points(moment.now)) for one in waiting),
        look=look,
        read=[_said(one) for one in read],
        text=text or request.form.get("list", ""),
        sheet=f"follow-up.xlsx{_address(asked)}",
        problem=sentence(problem) if problem else "",
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _table(every: list[Followed], asked: Asked, key: str, rows: list[Followed]) -> dict[str, Any]:
    """Give a table of counts, each with the address of its rows, whose last line adds the others up."""
    found = counted((one.standing for one in rows), key)
    name = region_words if key == "region" else category_words
    lines = [
        (name(group), [(row[step], _address(asked, step=step, **{key: group})) for step in STEPS])
        for group, row in sorted(found.items(), key=lambda one: (one[0] == NO_GROUP, one[0]))
    ]
    whole = totals(found)
    return {
        "title": _("Parties, by regional group") if key == "region" else _("Observers, by category"),
        "key": _("Regional group") if key == "region" else _("Category"),
        "heads": [step_words(one) for one in STEPS],
        "lines": lines,
        "totals": [whole[step] for step in STEPS] if lines else [],
    }


def _address(asked: Asked, **changes: Any) -> str:
    said = {"segment": asked.segment, "step": asked.step, "region": asked.region, "category": asked.category}
    if changes:
        said |= {"step": Step.ALL, "region": None, "category": None} | changes
    pairs = [(name, str(value)) for name, value in said.items() if value is not None and value != ""]
    return "?" + urlencode(pairs)


def _line(one: Followed, moment: Moment) -> dict[str, Any]:
    return {
        "it": one,
        "region": region_words(one.body.region) if one.body.code else category_words(one.body.category),
        "steps": [step_words(step) for step in STEPS[1:] if one.standing.is_at(step)],
        "lacks": [step_words(step) for step in (Step.WITHOUT, Step.BOUNCED) if one.standing.is_at(step)],
        "reminded": moment_words(
            max((point.reminded_at for point in one.points if point.reminded_at), default=None), moment
        ),
        "languages": [language_name(point.language, moment.reader.language) for point in one.points],
    }


def _done_words(done: str) -> str:
    kind, _dash, text = done.partition("-")
    number = int(text[:6]) if text.isascii() and text.isdigit() else 0
    if kind == "remind" and number:
        return ngettext("Reminded: %(num)d person.", "Reminded: %(num)d people.", number)
    if kind == "invite" and number:
        return ngettext("Invited: %(num)d person.", "Invited: %(num)d people.", number)
    return ""
