"""When people are told: rules of reminding on every level, the weekly mail, and for how long a seat is offered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
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
from meetings.queries.reminders import Level, Next, rules_of_programme
from meetings.services import programmes as services
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_reminders", __name__)
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
    return _page(programme, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Keep what was set on one level."""
    programme_row(programme)
    holder, moment = allowed(Act.EDIT, programme), at_desk()
    typed = request.form.to_dict()
    try:
        _do(programme, typed, moment.now, holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, problem=_problem(refusal, typed))
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


def _problem(refusal: errors.Refused, typed: Mapping[str, str]) -> Problem:
    stale = isinstance(refusal, errors.Stale)
    level = f"{typed.get('act', '')}-{typed.get('slug', '')}"
    return Problem(sentence(refusal), level, refusal.field or "", typed, refusal.status, stale)


def _page(slug: str, *, problem: Problem | None = None, done: str = "") -> Response:
    programme = programme_row(slug)
    allowed(Act.EDIT, slug)
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
        given=problem.typed if problem else {},
        done=done,
    )
    return make_response(html, problem.status if problem else 200)


def _level(act: str, level: Level, key: str | None = None) -> LevelShown:
    typed = "" if level.given is None else ", ".join(level.given) or NONE
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
