"""Parties at the desk: the list as of a day, each with names and standings, and what an officer has to settle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.collation import order_key
from meetings.domain.cop.parties import GROUPS, TREATIES, StatusGiven, StatusKind, in_force_on
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.times import date_words
from meetings.queries.cop import parties as queries
from meetings.queries.cop.actors import actor_names
from meetings.queries.cop.parties import PartiesAsked, PartyPage, PartyRow
from meetings.queries.journal import Wanted, acts, whole_journal
from meetings.services.cop import parties as services
from meetings.services.cop.parties import PartyFacts
from meetings.web.cop.parties_words import (
    KINDS,
    act_words,
    actor_words,
    said_words,
    status_words,
    subject_words,
)
from meetings.web.cop.words import STANDINGS, region_words, treaty_word
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.reach import everywhere, may_everywhere
from meetings.web.desk.sides import Side, compare
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES

blueprint = Blueprint("desk_cop_parties", __name__)
ADDRESS: Final = f"/{LANG}/desk/parties"
MINAMATA: Final = TREATIES[0]
TEXT_LENGTH: Final = 100
NO_GROUP: Final = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """A State in the list, in words."""

    row: PartyRow
    group: str
    standing: str
    deposited: str
    since: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field, which form, and both sides of a stale save."""

    words: str
    field: str
    form: str
    status: int
    sides: tuple[Side, ...] = ()


@blueprint.get(ADDRESS)
def show(lang: str) -> str:
    """Show the States of the list as they are to a treaty on a day, and how many wait to be settled."""
    everywhere(Act.SEE)
    moment = at_desk()
    asked = asked_of(moment)
    lines = [_line(one, lang) for one in queries.parties(asked)]
    return render_template(
        "desk/cop/parties.html",
        asked=asked,
        lines=sorted(lines, key=lambda line: order_key(choose(line.row.names, lang)[0], lang)),
        treaties=[(one, treaty_word(one)) for one in TREATIES],
        groups=[*((one, region_words(one)) for one in GROUPS), (NO_GROUP, region_words(""))],
        standings=[(str(one), STANDINGS[one]()) for one in PartyStanding],
        day=date_words(asked.day, lang),
        waiting=len(queries.unconfirmed()) + len(queries.differences()) + len(queries.unheld()),
    )


@blueprint.get(f"{ADDRESS}/to-confirm")
def queue(lang: str) -> str:
    """Show who is to be confirmed, why and by which source, and where the list and an officer differ."""
    everywhere(Act.SEE)
    moment = at_desk()
    waiting, differing = queries.unconfirmed(), queries.differences()
    decided = [one.decision for one in waiting if one.decision] + [one.decision for one in differing]
    names = actor_names(one.decided_by for one in decided)
    return render_template(
        "desk/cop/parties_queue.html",
        waiting=[
            {
                "row": one,
                "treaty": treaty_word(one.treaty),
                "group": region_words(one.regional_group or ""),
                "why": one.decision.why if one.decision else one.source,
                "by": actor_words(one.decision.decided_by if one.decision else "import", names),
                "since": moment_words(one.decision.decided_at, moment) if one.decision else "",
            }
            for one in waiting
        ],
        unheld=[(code, treaty_word(code), count) for code, count in queries.unheld()],
        differing=[
            {
                "row": one,
                "subject": subject_words(one.decision.subject),
                "ours": said_words(one.stands, lang),
                "listed": said_words(one.decision.listed, lang),
                "by": actor_words(one.decision.decided_by, names),
                "since": moment_words(one.decision.listed_at, moment),
            }
            for one in differing
        ],
    )


@blueprint.get(f"{ADDRESS}/<party>")
def show_party(lang: str, party: str) -> Response:
    """Show a State with everything that is held of it, and the forms to change it."""
    everywhere(Act.SEE)
    return _page(queries.party(party), done=request.args.get("done", ""))


@blueprint.post(f"{ADDRESS}/<party>")
def change(lang: str, party: str) -> AnyResponse:
    """Save names and group, work out or save a standing, or settle what the list says otherwise."""
    actor, shown = everywhere(Act.ACCREDIT).actor, queries.party(party)
    act = request.form.get("act", "")
    try:
        if act == "look" or (act == "status" and _is_to_work_out()):
            return _page(shown, looked=_worked_out())
        done = _do(party, act, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(queries.party(party), problem=_problem(refusal, party))
    return redirect(f"/{lang}/desk/parties/{party}?done={done}#done", 303)


def _is_to_work_out() -> bool:
    """Say whether a deposit was typed without the day on which it takes effect, which is shown before it is saved."""
    form = request.form
    is_deposit = form.get("kind") == StatusKind.DEPOSITED and bool(form.get("deposited_on"))
    return is_deposit and not form.get("in_force_on")


def _do(code: str, act: str, actor: str) -> str:
    form, now = request.form, at_desk().now
    revision = form.get("revision", 0, type=int)
    if act == "names":
        names = {one: form.get(f"name-{one}", "") for one in LANGUAGES}
        facts = PartyFacts(names, form.get("group") or None, tuple(form.get("also", "").splitlines()))
        services.change_party(code, facts, revision, now, actor)
    elif act == "status":
        services.set_status(code, form.get("treaty", ""), _status(), revision, now, actor)
    elif act in ("take", "keep"):
        subject = form.get("subject", "")
        services.settle_difference(code, subject, revision, now, actor, takes_list=act == "take")
    else:
        raise errors.NotAChoice(field="act", value=act[:20])
    return act


def _status() -> StatusGiven:
    form = request.form
    return StatusGiven(
        form.get("kind", ""),
        check_day(form.get("deposited_on") or None, "deposited_on"),
        check_day(form.get("in_force_on") or None, "in_force_on"),
        form.get("source", ""),
    )


def _worked_out() -> date:
    """Give the day from which a treaty is in force by the day of deposit that was typed.

    Raises: Missing, NotATime, NotAChoice.
    """
    deposited = check_day(request.form.get("deposited_on") or None, "deposited_on")
    treaty = request.form.get("treaty", "")
    if treaty not in TREATIES:
        raise errors.NotAChoice(field="treaty", value=treaty[:20])
    if deposited is None:
        raise errors.Missing(field="deposited_on")
    return in_force_on(deposited, treaty)


def asked_of(moment: Moment) -> PartiesAsked:
    """Read which States are asked for, and as of which day; what is no choice narrows nothing."""
    args = request.args
    treaty = args.get("treaty", MINAMATA)
    return PartiesAsked(
        treaty if treaty in TREATIES else MINAMATA,
        day_asked(moment),
        args.get("text", "").strip()[:TEXT_LENGTH],
        args.get("group", "") if args.get("group") in (*GROUPS, NO_GROUP) else "",
        args.get("standing", "") if args.get("standing") in set(PartyStanding) else "",
    )


def day_asked(moment: Moment) -> date:
    """Give the day as of which something is asked for; today, where none or no day is."""
    try:
        return check_day(request.args.get("on") or None, "on") or moment.now.date()
    except errors.NotATime:
        return moment.now.date()


def _line(row: PartyRow, lang: str) -> Line:
    return Line(
        row,
        region_words(row.regional_group or ""),
        STANDINGS[row.standing](),
        date_words(row.deposited_on, lang) if row.deposited_on else "",
        date_words(row.party_since, lang) if row.party_since else "",
    )


def _page(
    shown: PartyPage, *, problem: Problem | None = None, looked: date | None = None, done: str = ""
) -> Response:
    moment, form = at_desk(), request.form
    lang, today = moment.reader.language, moment.now.date()
    typed = form if request.method == "POST" else drafts.taken_up() or MultiDict()
    html = render_template(
        "desk/cop/party.html",
        party=shown,
        group=region_words(shown.regional_group or ""),
        groups=[(one, region_words(one)) for one in GROUPS],
        languages=[(one, OWN_NAMES[one]) for one in LANGUAGES],
        treaties=[_treaty(shown, one, today, lang) for one in TREATIES],
        kinds=[(str(one), KINDS[one]()) for one in StatusKind],
        typed=typed,
        open_form=_form_of(typed) if typed else "",
        drafts=drafts.offered(),
        looked={"iso": looked.isoformat(), "words": date_words(looked, lang)} if looked else None,
        differing=_differing(shown, lang),
        history=_history(shown.code, moment),
        may_edit=may_everywhere(Act.ACCREDIT),
        revision=typed.get("revision", "") if typed and not (problem and problem.sides) else shown.revision,
        problem=problem,
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _form_of(typed: MultiDict[str, str]) -> str:
    """Name the form that something was typed into: a treaty's, or that of the names."""
    return typed.get("treaty", "names")


def _treaty(shown: PartyPage, treaty: str, today: date, lang: str) -> dict[str, Any]:
    statuses = [one for one in shown.statuses if one.treaty == treaty]
    days = {one.status: one.starts_on.isoformat() if one.starts_on else "" for one in statuses}
    standing = shown.standing(treaty, today)
    decision = next((one for one in shown.decisions if one.subject == f"status:{treaty}"), None)
    known = {"deposited", "party"} & set(days)
    return {
        "code": treaty,
        "name": treaty_word(treaty),
        "standing": STANDINGS[standing](),
        "lines": [(status_words(one.status, one.starts_on, lang), one.source) for one in statuses],
        "kind": "deposited" if known else str(standing) if statuses else "",
        "is_unknown": standing == PartyStanding.TO_BE_CONFIRMED,
        "deposited_on": days.get("deposited", ""),
        "in_force_on": days.get("party", ""),
        "source": statuses[-1].source if statuses else "",
        "is_decided": decision is not None,
    }


def _differing(shown: PartyPage, lang: str) -> list[dict[str, str]]:
    return [
        {
            "subject": one.subject,
            "words": subject_words(one.subject),
            "listed": said_words(one.listed, lang),
        }
        for one in shown.decisions
        if one.listed_at
    ]


def _history(code: str, moment: Moment) -> list[dict[str, Any]]:
    found = acts(whole_journal(), Wanted(subject=f"party:{code}"), 1).acts
    names = actor_names(one.actor for one in found)
    return [
        {
            "what": act_words(one.act),
            "by": actor_words(one.actor, names),
            "when": moment_words(one.at, moment),
            "fields": [
                (name, _shown(one.before.get(name), moment), _shown(one.after.get(name), moment))
                for name in one.fields
            ],
        }
        for one in found
    ]


def _shown(value: Any, moment: Moment) -> str:
    """Word a field of the history: statuses by treaty, names by language, a list, or a text."""
    lang = moment.reader.language
    if isinstance(value, Mapping) and value and all(one in TREATIES for one in value):
        return _(", ").join(
            f"{treaty_word(one)}: {said_words({'statuses': each}, lang)}" for one, each in value.items()
        )
    if isinstance(value, Mapping):
        return _(", ").join(f"{one}: {each}" for one, each in value.items()) or "–"
    if isinstance(value, list):
        return _(", ").join(map(str, value)) or "–"
    return str(value or "–")


def _problem(refusal: errors.Refused, code: str) -> Problem:
    form = request.form
    of = form.get("treaty", "") if form.get("act") in ("status", "look") else "names"
    sides = _sides(code) if isinstance(refusal, errors.Stale) else ()
    return Problem(sentence(refusal), refusal.field or "", of, refusal.status, sides)


def _sides(code: str) -> tuple[Side, ...]:
    """Give what was typed beside what is stored now, where somebody else saved first."""
    now, form = queries.party(code), request.form
    if form.get("act") == "names":
        labels = {f"name-{one}": OWN_NAMES[one] for one in LANGUAGES}
        labels |= {"group": _("Regional group"), "also": _("Other names")}
        stored = {f"name-{one}": now.names.get(one, "") for one in LANGUAGES}
        stored |= {"group": now.regional_group or "", "also": "\n".join(now.also)}
    else:
        labels = {
            "kind": _("Standing"),
            "deposited_on": _("Instrument deposited on"),
            "in_force_on": _("In force for it from"),
            "source": _("Source"),
        }
        found = _treaty(now, form.get("treaty", ""), at_desk().now.date(), "en")
        stored = {name: found[name] for name in labels}
    return compare(labels, stored, {name: form.get(name, "") for name in labels})


def _done_words(done: str) -> str:
    return {
        "names": _("Saved."),
        "status": _("Saved. The list does not change it any more."),
        "take": _("The list's word was taken."),
        "keep": _("Kept as it is here."),
    }.get(done, "")
