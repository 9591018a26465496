"""Connection tests at the desk: times to offer, who has not tested, how each test went, and one act to remind."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.collation import order_key
from meetings.domain.cop.connection_tests import (
    OUTCOMES,
    PARTS,
    QUALITIES,
    ConnectionState,
    Standing,
)
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import short_words, word_slot
from meetings.queries.cop.connection_tests import Tested, Tester, TimeRow, people_to_test, times_of
from meetings.services.cop import connection_tests as services
from meetings.services.cop.connection_tests import NewTimes, Outcome
from meetings.services.cop.delegate_notices import remind_to_test
from meetings.web.cop.words import RIGHTS, ROLES, region_words
from meetings.web.desk.access import allowed
from meetings.web.desk.cop.segments_here import Here, open_segment
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_connection_tests", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/connection-tests"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITTEN: Final = "%Y-%m-%dT%H:%M"
SIZE: Final = 100
CLEARED: Final = {"region": "", "delegation": "", "page": ""}
GROUPS: Final = ("africa", "asia-pacific", "eeg", "grulac", "weog", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rows are narrowed to, and whose outcome is being written; empty asks for all."""

    standing: str = ""
    region: str | None = None
    delegation: str = ""
    person: str = ""
    page: int = 1

    def wants(self, one: Tester) -> bool:
        """Say whether somebody is among the rows."""
        return (
            self.standing in ("", one.standing)
            and self.region in (None, "", one.region)
            and self.delegation in ("", one.delegation_id)
        )

    def address(self, segment: str, **changes: Any) -> str:
        """Give the query of an address with some of it changed; whose outcome is written is not kept."""
        said = {"segment": segment, "standing": self.standing, "region": self.region or ""}
        said |= {"delegation": self.delegation, "page": self.page if self.page > 1 else ""} | changes
        return "?" + urlencode([(name, value) for name, value in said.items() if value not in ("", 1)])


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the times that are offered, and who has not tested."""
    return _page(_here(programme), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Offer times or take one away, keep how a test went, or remind those who have not tested."""
    allowed(Act.SEND, programme)
    here, act = _here(programme), request.form.get("act", "")
    actor = allowed(Act.SEND, programme).actor
    try:
        if act not in DO or here.segment is None:
            raise errors.NotAChoice(field="act", value=act[:20])
        number = DO[act](here, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(here, problem=refusal, refused=act)
    said = urlencode({"segment": here.segment.slug, "done": f"{act}-{number}"})
    return redirect(f"/{lang}/desk/{programme}/connection-tests?{said}#done", 303)


@blueprint.get(f"{ADDRESS}.xlsx")
def sheet(lang: str, programme: str) -> Response:
    """Give a row a person whose connection is to be tested."""
    here = _here(programme)
    people = people_to_test(here.segment.id) if here.segment else []
    head = (
        _("Name"),
        _("Delegation"),
        _("Code"),
        _("Regional group"),
        _("Role"),
        _("Rights"),
        _("Test"),
        _("Booked"),
        *(PART_WORDS[one]() for one in PARTS),
        _("Note"),
    )
    rows = [_sheet_row(one, lang) for one in people]
    answer = Response(xlsx_bytes(_("Connection tests"), head, rows), content_type=SHEET_TYPE)
    name = f"{programme}-connection-tests-{here.moment.now:%Y-%m-%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _here(slug: str) -> Here:
    return open_segment(slug, Act.PEOPLE, changes=Act.SEND)


def _offer(here: Here, actor: str) -> int:
    text = request.form.get("local_start", "")
    try:
        local = datetime.strptime(text, WRITTEN)  # noqa: DTZ007 - a wall time, in the zone of the segment
    except ValueError:
        raise errors.NotATime(field="local_start", value=text[:40]) from None
    new = NewTimes(
        local_start=local,
        minutes=request.form.get("minutes", ""),
        capacity=request.form.get("capacity", ""),
        count=request.form.get("count", ""),
        address=request.form.get("address", ""),
        fold={"0": 0, "1": 1}.get(request.form.get("fold", "")),
    )
    return services.offer_times(here.slug, here.segment.slug, new, here.moment.now, actor)


def _take_away(here: Here, actor: str) -> int:
    services.take_away(here.slug, request.form.get("time", ""), here.moment.now, actor)
    return 1


def _record(here: Here, actor: str) -> int:
    outcome = Outcome(
        request.form.get("outcome", ""),
        {part: request.form.get(part, "") for part in PARTS},
        request.form.get("note", ""),
    )
    services.record(here.slug, request.form.get("person", ""), outcome, here.moment.now, actor)
    return 1


def _remind(here: Here, actor: str) -> int:
    return remind_to_test(here.slug, here.segment.slug, here.moment.now, actor)


DO: Final[Mapping[str, Callable[[Here, str], int]]] = {
    "offer": _offer,
    "take_away": _take_away,
    "record": _record,
    "remind": _remind,
}
STANDINGS: Final[Mapping[Standing, Callable[[], str]]] = {
    Standing.NOTHING: lambda: _("Not tested"),
    Standing.AGAIN: lambda: _("To be tested again"),
    Standing.BOOKED: lambda: _("Booked"),
    Standing.PASSED: lambda: _("Passed"),
}
OUTCOME_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    ConnectionState.PASSED: lambda: _("Passed"),
    ConnectionState.AGAIN: lambda: _("To be tested again"),
    ConnectionState.NOT_TESTED: lambda: _("Not tested"),
}
PART_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    "sound": lambda: _("Sound"),
    "video": lambda: _("Video"),
    "channel": lambda: _("Interpretation channel"),
    "line": lambda: _("Line"),
}
QUALITY_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    "good": lambda: _("Good"),
    "poor": lambda: _("Poor"),
    "none": lambda: _("None"),
}


def _asked() -> Asked:
    given = request.args
    return Asked(
        standing=given.get("standing", "")[:20],
        region=given.get("region"),
        delegation=given.get("delegation", "")[:40],
        person=request.values.get("person", "")[:40],
        page=max(1, given.get("page", 1, type=int)),
    )


def _page(
    here: Here, *, problem: errors.Refused | None = None, refused: str = "", done: str = ""
) -> Response:
    asked = _asked()
    segment = here.segment.slug if here.segment else ""
    people = people_to_test(here.segment.id) if here.segment else []
    rows = [one for one in people if asked.wants(one)]
    chosen = [one for one in people if one.participation_id == asked.person and here.may_change]
    html = render_template(
        "desk/cop/connection_tests.html",
        programme=here.programme,
        here=here,
        asked=asked,
        address=lambda **changes: asked.address(segment, **changes),
        times=[_time(one, here) for one in times_of([here.segment.id])] if here.segment else [],
        rows=[_row(one, here) for one in rows[(asked.page - 1) * SIZE : asked.page * SIZE]],
        found=len(rows),
        pages=-(-len(rows) // SIZE),
        chosen=_row(chosen[0], here) if chosen else None,
        missing=sum(one.standing in (Standing.NOTHING, Standing.AGAIN) for one in people),
        **_counts(people, asked, here),
        outcomes=[(one, OUTCOME_WORDS[one]()) for one in OUTCOMES],
        parts=[(one, PART_WORDS[one]()) for one in PARTS],
        qualities=[(one, QUALITY_WORDS[one]()) for one in QUALITIES],
        form=request.form,
        refused=refused,
        field=problem.field if problem else "",
        choices=list(problem.values.get("choices", ())) if problem else [],  # type: ignore[call-overload]
        problem=sentence(problem) if problem else "",
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _counts(people: list[Tester], asked: Asked, here: Here) -> dict[str, Any]:
    """Count where people stand, by regional group, by what they may do, and by delegation."""
    segment = here.segment.slug if here.segment else ""
    lang = here.moment.reader.language
    groups = _counted(people, lambda one: one.region)
    rights = _counted(people, lambda one: one.rights)
    delegations = _counted(people, lambda one: one.delegation_id)
    names = {one.delegation_id: _whose(one, lang) for one in people}

    def at(**where: str) -> str:
        return asked.address(segment, **(CLEARED | where))

    return {
        "standings": [
            (one, STANDINGS[one](), sum(each.standing is one for each in people)) for one in Standing
        ],
        "groups": [
            (region_words(group), groups[group], at(region=group) if group else "")
            for group in GROUPS
            if group in groups
        ],
        "roles": [(RIGHTS[right](), rights[right], "") for right in RIGHTS if right in rights],
        "delegations": [
            (names[one], delegations[one], at(delegation=one))
            for one in sorted(names, key=lambda one: order_key(names[one], lang))
        ],
    }


def _counted(people: list[Tester], by: Callable[[Tester], str]) -> dict[str, list[int]]:
    found: dict[str, Counter[Standing]] = {}
    for one in people:
        found.setdefault(by(one), Counter())[one.standing] += 1
    return {key: [each[one] for one in Standing] for key, each in found.items()}


def _whose(one: Tester, lang: str) -> str:
    return choose(one.party_names, lang)[0] if one.party_names else one.body


def _time(one: TimeRow, here: Here) -> dict[str, Any]:
    reader = here.moment.reader
    return {
        "it": one,
        "when": word_slot(one.starts_at, one.minutes, one.zone, reader.zone, reader.language, {}).own,
        "is_over": one.starts_at <= here.moment.now,
    }


def _row(one: Tester, here: Here) -> dict[str, Any]:
    reader = here.moment.reader
    booked = one.booked.time if one.booked else None
    return {
        "it": one,
        "of": _whose(one, reader.language),
        "group": region_words(one.region) if one.party else "",
        "role": ROLES[one.role](),
        "right": RIGHTS[one.rights](),
        "standing": STANDINGS[one.standing](),
        "booked": short_words(booked.starts_at, reader.zone, reader.language) if booked else "",
        "last": _last_words(one.last),
    }


def _last_words(last: Tested | None) -> str:
    if last is None:
        return ""
    parts = [
        f"{PART_WORDS[part]()}: {QUALITY_WORDS[value]()}" for part in PARTS if (value := getattr(last, part))
    ]
    return " · ".join(parts)


def _sheet_row(one: Tester, lang: str) -> tuple[Any, ...]:
    last = one.last
    return (
        one.name,
        _whose(one, lang),
        one.party or "",
        region_words(one.region) if one.party else "",
        ROLES[one.role](),
        RIGHTS[one.rights](),
        STANDINGS[one.standing](),
        one.booked.time.starts_at if one.booked and one.booked.time else None,
        *(QUALITY_WORDS[value]() if last and (value := getattr(last, part)) else "" for part in PARTS),
        last.note if last else "",
    )


def _done_words(done: str) -> str:
    kind, _dash, text = done.partition("-")
    number = int(text[:6]) if text.isascii() and text.isdigit() else 0
    if kind == "offer":
        return ngettext("%(num)d time is offered.", "%(num)d times are offered.", number)
    if kind == "remind":
        if not number:
            return _("Nobody is reminded: whoever waits was reminded today.")
        return ngettext("Reminded: %(num)d person.", "Reminded: %(num)d people.", number)
    return {"take_away": _("The time is taken away."), "record": _("Kept.")}.get(kind, "")
