"""When people are told: rules of reminding on every level, the weekly mail, and for how long a seat is offered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.offers import LEAST_HOURS, MOST_HOURS
from meetings.domain.permissions import Act
from meetings.domain.reminders import NONE, Rule, parse_digest, typed_rules
from meetings.extensions import db
from meetings.formats.times import short_words, word_slot, zone_city
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_row
from meetings.queries.reminders import Level, Next, Rules, rules_of_programme
from meetings.queries.revisions import facts_at
from meetings.services import programmes as services
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.sides import Side, compare, settle
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_reminders", __name__)
FIELDS: Final = ("reminders", "digest", "offer_hours")
ADDRESS = f"/{LANG}/desk/<programme>/reminders"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, whose field, and what was typed."""

    words: str
    level: str
    field: str
    typed: Mapping[str, str]
    status: int
    is_stale: bool
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A level with its rules as they are typed and as they read; `key` tells its fields from those of others."""

    act: str
    level: Level
    key: str
    typed: str
    words: str


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the rules of all levels, and when somebody would be reminded of the next session."""
    return _page(programme, draft=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Keep what was set on one level."""
    programme_row(programme)
    holder, moment = allowed(Act.EDIT, programme), at_desk()
    rules = rules_of_programme(programme, moment.now)
    typed = settle(request.form, _stored(rules, request.form)).to_dict()
    try:
        _do(programme, typed, moment.now, holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, problem=_problem(refusal, typed, programme))
    return redirect(f"/{lang}/desk/{programme}/reminders?done=saved#done", 303)


def _do(programme: str, typed: Mapping[str, str], now: datetime, actor: str) -> None:
    act, slug = typed.get("act", ""), typed.get("slug", "")
    revision = request.form.get("revision", 0, type=int)
    rules = {"reminders": typed_rules(typed.get("reminders", ""))}
    if act == "programme":
        more = {"digest": typed.get("digest", "").strip() or None, "offer_hours": _hours(typed)}
        services.change_programme(programme, rules | more, revision, now, actor)
    elif act == "stream":
        services.change_stream(programme, slug, rules, revision, now, actor)
    elif act == "session":
        services.change_session(programme, slug, rules, revision, now, actor)
    else:
        raise errors.NotAChoice(field="act", value=act[:20])


def _hours(typed: Mapping[str, str]) -> int | None:
    text = typed.get("offer_hours", "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.NotANumber(field="offer_hours", least=LEAST_HOURS, most=MOST_HOURS)
    return int(text)


def _problem(refusal: errors.Refused, typed: Mapping[str, str], programme: str) -> Problem:
    stale = isinstance(refusal, errors.Stale)
    level = f"{typed.get('act', '')}-{typed.get('slug', '')}"
    sides = _sides(programme, typed) if stale else ()
    return Problem(sentence(refusal), level, refusal.field or "", typed, refusal.status, stale, sides)


def _sides(programme: str, typed: Mapping[str, str]) -> tuple[Side, ...]:
    """Give the rules of a level on all sides, as they are typed."""
    act, slug, seen = typed.get("act", ""), typed.get("slug", ""), request.form.get("revision", 0, type=int)
    facts = facts_at(f"programme:{programme}" if act == "programme" else f"{act}:{programme}/{slug}", seen)
    earlier = {name: _as_typed(name, value) for name, value in facts.items() if name in FIELDS}
    now = _stored(rules_of_programme(programme, at_desk().now), typed)
    labels = {name: words for name, words in _labels().items() if name in now}
    return compare(labels, now, typed, was=now | earlier)


def _labels() -> dict[str, str]:
    return {
        "reminders": _("Reminders"),
        "digest": _("Weekly mail"),
        "offer_hours": _("Hours to accept a seat"),
    }


def _stored(rules: Rules, typed: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Give the fields of a level's form as it writes them."""
    act, slug = typed.get("act", ""), typed.get("slug", "")
    if act == "programme":
        return {
            "reminders": _as_typed("reminders", rules.programme.given),
            "digest": rules.digest or "",
            "offer_hours": str(rules.offer_hours or ""),
        }
    levels = {"stream": rules.streams, "session": rules.sessions}.get(act, ())
    found = next((one for one in levels if one.slug == slug), None)
    return {"reminders": _as_typed("reminders", found.given)} if found else {}


def _as_typed(name: str, value: Any) -> str:
    """Write a value as the form does; what the journal holds as words of nothing is nothing."""
    if name == "reminders":
        return "" if value in (None, "None") else ", ".join(value) or NONE
    return "" if value in (None, "None") else str(value)


def _page(
    slug: str,
    *,
    problem: Problem | None = None,
    draft: MultiDict[str, str] | None = None,
    done: str = "",
) -> Response:
    programme = programme_row(slug)
    allowed(Act.EDIT, slug)
    given = draft.to_dict() if draft is not None else problem.typed if problem else {}
    moment = at_desk(programme)
    rules = rules_of_programme(slug, moment.now)
    html = render_template(
        "desk/reminders.html",
        programme=programme,
        rules=rules,
        whole=_level("programme", rules.programme, key=""),
        streams=[_level("stream", one) for one in rules.streams],
        sessions=[_level("session", one) for one in rules.sessions],
        next=_next(rules.next, rules.digest, programme, moment) if rules.next else None,
        problem=problem,
        given=given,
        drafts=drafts.offered(),
        drafted=given.get("draft_form", "") if draft is not None else "",
        done=done,
    )
    return make_response(html, problem.status if problem else 200)


def _level(act: str, level: Level, key: str | None = None) -> LevelShown:
    typed = _as_typed("reminders", level.given)
    return LevelShown(
        act, level, f"{act}-{level.slug}" if key is None else key, typed, rules_words(level.rules)
    )


def _next(next_: Next, digest: str | None, programme: ProgrammeRow, moment: Moment) -> dict[str, object]:
    """Word when somebody who lives in the reader's zone would be told of a session."""
    reader = moment.reader
    city = reader.city or zone_city(reader.zone, reader.language)
    told = [
        (rule.moment(next_.starts_at, next_.doors_minutes, reader.zone), _("Reminder"))
        for rule in next_.rules
    ]
    if digest:
        told.append((parse_digest(digest).moment(next_.starts_at, reader.zone), _("The coming week")))
    ahead = sorted((at, what) for at, what in told if at and at > moment.now)
    words = word_slot(
        next_.starts_at, next_.minutes, next_.zone, reader.zone, reader.language, programme.place
    )
    return {
        "title": next_.title,
        "words": words.own,
        "city": city,
        "moments": [(short_words(at, reader.zone, reader.language, city), what) for at, what in ahead],
    }


def rules_words(rules: Iterable[Rule]) -> str:
    """Word rules of reminding."""
    return _(", ").join(rule_words(rule) for rule in rules) or _("no reminders")


def rule_words(rule: Rule) -> str:
    """Word a rule of reminding."""
    if rule.at is not None:
        hour = f"{rule.at:%H:%M}"
        if not rule.days:
            return _("on the day at %(hour)s where the person lives", hour=hour)
        return ngettext(
            "%(num)d day before at %(hour)s where the person lives",
            "%(num)d days before at %(hour)s where the person lives",
            rule.days,
            hour=hour,
        )
    if rule.ahead is None:
        return _("as soon as one can join")
    minutes = int(rule.ahead.total_seconds()) // 60
    if minutes % 60:
        return ngettext("%(num)d minute before", "%(num)d minutes before", minutes)
    return ngettext("%(num)d hour before", "%(num)d hours before", minutes // 60)
