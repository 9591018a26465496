"""The queue of the accreditation desk: what waits, the longest waiting first, narrowed by its own address."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.accreditation import AT_ONCE, Task
from meetings.domain.cop.tracks import From
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.queries.cop import accreditation as queries
from meetings.queries.cop.accreditation import Asked, Queue, Waiting
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import accreditation as services
from meetings.web.cop.accreditation_words import days_waited, since_words, task_words
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.people import page_asked
from meetings.web.desk.warnings import region_words
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_accreditation", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/accreditation"
FILTERS: Final = ("whose", "task", "segment", "region", "category", "text")
TEXT_LENGTH: Final = 100
JOB: Final = "job-"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue in words; `people` is what a press accredits, each with the revision that was seen."""

    row: Waiting
    task: str
    since: str
    waited: str
    region: str
    category: str
    more: int
    people: str


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show what waits of which delegation, and since when."""
    return _page(_conference(programme), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def decide(lang: str, programme: str) -> AnyResponse:
    """Accredit all whose letter was checked in the delegations ticked, or say of two of one name that both stand."""
    shown, actor = _conference(programme), allowed(Act.ACCREDIT, programme).actor
    try:
        done = _do(programme, actor, datetime.now(UTC))
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(shown, problem=refusal)
    if done.startswith(JOB):
        return redirect(f"/{lang}/desk/job/{done.removeprefix(JOB)}", 303)
    asked = {name: request.form.get(name, "")[:TEXT_LENGTH] for name in FILTERS}
    query = urlencode([pair for pair in asked.items() if pair[1]] + [("done", done)])
    return redirect(f"/{lang}/desk/{programme}/accreditation?{query}#done", 303)


def _do(programme: str, actor: str, now: datetime) -> str:
    act = request.form.get("act", "")
    if act == "accredit":
        number, job = services.accredit(programme, _chosen(), now, actor=actor)
        return f"{JOB}{job}" if job else f"accredited-{number}"
    if act.startswith("both:"):
        services.keep_both(programme, act.split(":")[1:3], now, actor=actor)
        return "both"
    raise errors.NotAChoice(field="act", value=act[:20])


def _chosen() -> dict[str, int]:
    """Read whom the rows ticked are about, each with the revision that was seen."""
    pairs = [
        pair.partition(":")
        for delegation in request.form.getlist("delegation")
        for pair in request.form.get(f"people-{delegation}", "").split()
    ]
    return {one: int(seen) for one, _colon, seen in pairs if seen.isascii() and seen.isdigit()}


def _conference(slug: str) -> ProgrammeRow:
    allowed(Act.ACCREDIT, slug)
    return programme_of(slug)


def asked_of(given: Any) -> Asked:
    """Read what the queue is narrowed to; what is no choice narrows nothing."""
    said = {name: str(given.get(name, "")).strip()[:TEXT_LENGTH] for name in FILTERS}
    whose = From.DELEGATION if said["whose"] == From.DELEGATION else From.SECRETARIAT
    task = said["task"] if said["task"] in set(Task) else ""
    return Asked(whose, task, said["segment"], said["region"], said["category"], said["text"], page_asked())


def _page(shown: ProgrammeRow, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    asked = asked_of(request.form if request.method == "POST" else request.args)
    moment, found = at_desk(shown), queries.queue(shown.slug, asked)
    html = render_template(
        "desk/cop/accreditation.html",
        programme=shown,
        asked=asked,
        queue=found,
        lines=[_line(one, moment) for one in found.rows],
        tasks=_tasks(found, asked),
        regions=[(one, region_words(one)) for one in found.regions],
        categories=[(one, category_words(one)) for one in found.categories],
        pages=_pages(found, asked),
        may_accredit=any(one.task is Task.ACCREDIT for one in found.rows),
        at_once=AT_ONCE,
        problem=sentence(problem) if problem else "",
        ticked=request.form.getlist("delegation"),
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _line(row: Waiting, moment: Moment) -> Line:
    return Line(
        row,
        task_words(row.task),
        since_words(row.since, moment.reader.zone, moment.reader.language),
        days_waited(row.since, moment.now),
        region_words(row.body.region) if row.body.code else "",
        category_words(row.body.category),
        max(0, row.count - len(row.names)) if row.names else 0,
        " ".join(f"{one}:{revision}" for one, revision in row.people),
    )


def _tasks(found: Queue, asked: Asked) -> list[tuple[str, str, int, bool]]:
    """Give what the queue may be narrowed to: address, words, how many rows, whether it is so now."""
    whole = ("", _("All"), sum(found.counts.values()))
    each = [(str(task), task_words(task), count) for task, count in found.counts.items()]
    return [
        (address_of(asked, task=task), words, count, task == asked.task)
        for task, words, count in [whole, *each]
    ]


def address_of(asked: Asked, **changes: Any) -> str:
    """Give the address of the queue narrowed as asked, with changes; a change begins at the first page."""
    said = {name: str(getattr(asked, name)) for name in FILTERS} | changes
    if said["whose"] == From.SECRETARIAT:
        said["whose"] = ""
    return "?" + urlencode([(name, value) for name, value in said.items() if value])


def _pages(found: Queue, asked: Asked) -> dict[str, str]:
    return {
        "before": address_of(asked, page=found.page - 1) if found.page > 1 else "",
        "after": address_of(asked, page=found.page + 1) if found.has_more else "",
    }


def _done_words(done: str) -> str:
    kind, _dash, number = done.partition("-")
    if kind == "accredited" and number.isascii() and number.isdigit():
        return ngettext(
            "Accredited: %(num)d participation.", "Accredited: %(num)d participations.", int(number[:6])
        )
    return _("Noted: both stand.") if kind == "both" else ""
