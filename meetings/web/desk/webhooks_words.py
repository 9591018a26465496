"""How a webhook stands, and what came of each sending, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.feeds import Trouble
from meetings.domain.webhooks import NOT_TOLD, DeliveryState, Family, Pause
from meetings.queries.webhooks import Sending, Standing
from meetings.web.desk.access import Moment
from meetings.web.desk.account import moment_words
from meetings.web.webhooks_sentences import family_words


@dataclass(frozen=True, slots=True)
class Line:
    """A webhook in words: of what it is told, how it stands (`tag` is `bad`, `warn` or empty), and what waits."""

    row: Any
    events: tuple[tuple[str, bool], ...]
    state: str
    tag: str
    facts: tuple[str, ...]
    owner: str


@dataclass(frozen=True, slots=True)
class SendingLine:
    """One event on its way, in words, with what came of each attempt and the first of the answer."""

    name: str
    type: str
    event: str
    state: str
    tag: str
    when: str
    body: str
    again: str
    attempts: tuple[tuple[str, str], ...]


def line_of(found: Standing, moment: Moment, silent: frozenset[str], names: Mapping[str, str]) -> Line:
    """Word how a webhook stands."""
    row = found.row
    state, tag = _state(row, is_silent=row.id in silent)
    return Line(
        row=row,
        events=tuple(_event(one) for one in row.events),
        state=state,
        tag=tag,
        facts=tuple(_facts(found, moment)),
        owner=names.get(row.owner) or row.owner.partition(":")[2],
    )


def _event(code: str) -> tuple[str, bool]:
    """Give a family in words, or a type as it is written, and whether it is that."""
    return (family_words(code), False) if code in tuple(Family) else (code, True)


def _state(row: Any, *, is_silent: bool) -> tuple[str, str]:
    if row.paused == Pause.GONE:
        return _("Ended by the receiver (410)"), "bad"
    if row.paused:
        return _("Paused"), "warn"
    if is_silent:
        return _("Nothing new is sent: whoever added it may not be told any more"), "bad"
    if row.failures:
        return _("In trouble"), "bad"
    return _("In order"), ""


def _facts(found: Standing, moment: Moment) -> Sequence[str]:
    row = found.row
    facts = []
    if found.waiting:
        facts.append(ngettext("%(num)d event waits.", "%(num)d events wait.", found.waiting))
    if row.failures and row.failing_since is not None:
        facts.append(_("Failing since: %(when)s.", when=moment_words(row.failing_since, moment)))
    if row.wait_until is not None and not row.paused and row.wait_until > moment.now:
        facts.append(_("Tried again: %(when)s.", when=moment_words(row.wait_until, moment)))
    if row.given_up_at is not None:
        facts.append(
            _("Given up after three days, last: %(when)s.", when=moment_words(row.given_up_at, moment))
        )
    if row.sent_at is not None:
        facts.append(_("Last taken: %(when)s.", when=moment_words(row.sent_at, moment)))
    if row.old_until is not None and row.old_until > moment.now:
        facts.append(
            _("Signed by the former secret, too, until: %(when)s.", when=moment_words(row.old_until, moment))
        )
    return facts or [_("Nothing was sent yet.")]


def sending_line(one: Sending, moment: Moment) -> SendingLine:
    """Word one event on its way."""
    state, tag = {
        DeliveryState.DUE: (_("Waits"), "warn"),
        DeliveryState.SENT: (_("Taken"), ""),
        DeliveryState.GIVEN_UP: (_("Given up"), "bad"),
    }[DeliveryState(one.row.state)]
    return SendingLine(
        name=one.row.name,
        type=one.event.type,
        event=one.event.name,
        state=state,
        tag=tag,
        when=moment_words(one.event.at, moment),
        body=one.event.body or "",
        again=one.row.replays or "",
        attempts=tuple((_attempt(each, moment), each.answer) for each in one.attempts),
    )


def _attempt(each: Any, moment: Moment) -> str:
    words = _trouble(each)
    return _(
        "%(when)s: %(words)s (%(took)s)",
        when=moment_words(each.at, moment),
        words=words,
        took=f"{each.milliseconds} ms",
    )


def _trouble(each: Any) -> str:
    if each.trouble is None:
        return _("answered with %(status)d", status=each.status or 0)
    if each.trouble == NOT_TOLD:
        return _("Nothing new is sent: whoever added it may not be told any more")
    words = {
        Trouble.NOT_PUBLIC: _("the address is inside a network"),
        Trouble.UNKNOWN_HOST: _("there is no server of this name"),
        Trouble.NO_CONNECTION: _("the server does not answer"),
        Trouble.NOT_SECURE: _("the line is not secure (certificate)"),
        Trouble.TOO_SLOW: _("the server takes too long"),
        Trouble.REDIRECTS: _("leads elsewhere, which is not followed"),
    }.get(Trouble(each.trouble), _("what was answered cannot be read"))
    return _("%(words)s (%(value)s)", words=words, value=each.value) if each.value else words


def done_words(done: str) -> str:
    """Say what was done."""
    return {
        "add": _("Added. Copy the secret now: it is not shown again."),
        "secret": _("There is a new secret. Copy it now: it is not shown again."),
        "change": _("Saved."),
        "pause": _("Paused. What happens is kept."),
        "resume": _("Resumed. What waited is sent now, in order."),
        "ping": _("A test is on its way, after what waits."),
        "again": _("It is sent again, after what waits."),
        "since": _("All of it is sent again, after what waits."),
        "remove": _("Taken away, with its log."),
    }.get(done, "")
