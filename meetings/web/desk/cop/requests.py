"""What delegations ask to have changed: shown old beside new, accepted and done or declined in one act."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from meetings.domain import errors
from meetings.domain.cop.codes import RequestKind
from meetings.domain.cop.delegations import FACTS, facts_of
from meetings.domain.languages import choose
from meetings.formats.times import language_name
from meetings.queries.cop.accreditation_page import DelegationPage, Named
from meetings.queries.cop.change_requests import Asked, requests_of
from meetings.services.cop import change_requests as services
from meetings.web.cop.accreditation_words import days_waited
from meetings.web.cop.nominee_words import fact_label, list_words
from meetings.web.cop.words import MODES, RIGHTS, ROLES
from meetings.web.desk.access import Moment
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.accreditation_here import Here
from meetings.web.desk.cop.accreditation_lines import actor_words


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in words; `fields` are label, what it is and what it shall be."""

    it: Asked
    title: str
    who: str
    state: str
    since: str
    waited: str
    by: str
    decided: str
    fields: tuple[tuple[str, str, str], ...]


def decide(at: Here, rest: str) -> str:
    """Accept what was asked for, or decline it with the reason.

    Raises: NotAChoice, NotFound, Stale, RequestDecided, ReasonNeeded, and what is refused of the change itself.
    """
    how, _colon, name = rest.partition(":")
    if all(one.id != name for one in requests_of(at.delegation)):
        raise errors.NotFound()
    seen, reason = request.form.get(f"seen-{name}", 0, type=int), request.form.get(f"reason-{name}", "")
    if how == "accept":
        services.accept_request(name, at.moment.now, actor=at.actor, reason=reason, seen=seen)
        return "request-accepted"
    if how == "decline":
        services.decline_request(name, reason, at.moment.now, actor=at.actor, seen=seen)
        return "request-declined"
    raise errors.NotAChoice(field="act", value=how[:20])


def line(one: Asked, shown: DelegationPage, moment: Moment) -> RequestLine:
    """Word a request, with what is stored now beside what is asked for."""
    of = next((each for each in shown.people if each.row.id == one.nomination_id), None)
    return RequestLine(
        one,
        kind_words(one.kind),
        of.row.name if of else str(one.values.get("name", "")),
        state_words(one.state),
        moment_words(one.asked_at, moment),
        days_waited(one.asked_at, moment.now),
        actor_words(one.asked_by, shown),
        moment_words(one.decided_at, moment),
        tuple(_fields(one, of, shown, moment.reader.language)) if one.is_open else (),
    )


def _fields(one: Asked, of: Named | None, shown: DelegationPage, language: str) -> list[tuple[str, str, str]]:
    before = facts_of(of.row) if of else {}
    found = [
        (fact_label(name), _said(name, before.get(name), language), _said(name, one.values[name], language))
        for name in FACTS
        if name in one.values and (before.get(name) or one.values[name])
    ]
    if "wishes" in one.values:
        titles = {row.id: choose(row.title, language)[0] for row in shown.segments}
        now = (
            [_wish(titles, part.row.segment_id, part.row.mode, part.row.rights) for part in of.parts]
            if of
            else []
        )
        asked = [
            _wish(titles, int(each["segment"]), each["mode"], each["rights"]) for each in one.values["wishes"]
        ]
        found.append((_("Segments"), _("; ").join(now), _("; ").join(asked)))
    return [each for each in found if each[1] != each[2]]


def _wish(titles: dict[int, str], segment_id: int, mode: str, rights: str) -> str:
    how = [MODES[mode]() if mode in MODES else "", RIGHTS[rights]() if rights in RIGHTS else ""]
    return " – ".join([titles.get(segment_id, ""), _(", ").join(one for one in how if one)]).strip(" –")


def _said(name: str, value: Any, language: str) -> str:
    if name == "lists":
        return _(", ").join(list_words(str(one)) for one in value or ())
    if name == "role":
        return ROLES[value]() if value in ROLES else ""
    if name == "language":
        return language_name(str(value), language) if value else ""
    return str(value or "")


def kind_words(kind: str) -> str:
    """Word what a request asks for."""
    return {
        RequestKind.ADD: _("Add a person"),
        RequestKind.CORRECT: _("Correct what is said of a person"),
        RequestKind.REPLACE: _("Replace a person"),
        RequestKind.WITHDRAW: _("Withdraw a person"),
    }[RequestKind(kind)]


def state_words(state: str) -> str:
    """Word where a request stands."""
    return {
        "open": _("Waits for us"),
        "accepted": _("Request accepted"),
        "declined": _("Request declined"),
        "taken_back": _("Taken back by the delegation"),
    }.get(state, state)
