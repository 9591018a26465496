"""The ledger: what was sent to whom about a time or in a programme, who has not heard, and telling them again."""

from collections import Counter
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.changes import FAILED, Reason, why_not_told
from meetings.domain.changes import Moment as Resting
from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.permissions import Act
from meetings.formats.tables import csv_bytes
from meetings.formats.times import language_name
from meetings.queries import changes, desk
from meetings.queries import ledger as queries
from meetings.queries.changes import NotTold
from meetings.queries.ledger import LATE, REMINDER, RETURNED, Asked, Sent
from meetings.queries.phrases import resting_since
from meetings.services.resending import send_again_to_all
from meetings.web.desk.access import Moment, at_desk, may_on, open_here, open_slot, staff
from meetings.web.desk.changes import instant_words
from meetings.web.desk.kinds import kind_words
from meetings.web.desk.people import message_state_words, page_asked, sent_lines
from meetings.web.desk.returned import failed_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_ledger", __name__)
OF_SLOT: Final = f"/{LANG}/desk/slot/<slot_id>/sent"
MOST_NAMED: Final = 200


@blueprint.get(OF_SLOT)
def about_slot(lang: str, slot_id: str) -> str:
    """Show what was sent to whom about a time, the hours each mail told, and who has not heard of it and why."""
    page = open_slot(Act.PEOPLE, slot_id)
    moment = at_desk(page.programme)
    found = queries.sent_about(slot_id, page_asked())
    resting = Resting(moment.now, current_app.config["SETTLING_SECONDS"])
    missing = [(one, *why_not_told(one.facts, page.versions, resting)) for one in changes.not_told(slot_id)]
    reasons, since = Counter(reason for _one, reason, _at in missing), resting_since()
    return render_template(
        "desk/sent.html",
        programme=page.programme,
        shown=page,
        pages=found,
        lines=sent_lines(found.sent, moment),
        missing_count=len(missing),
        missing=[
            (one, _why(one, reason, at, moment), failed_words(one.failed_at, moment))
            for one, reason, at in missing[:MOST_NAMED]
        ],
        reasons=[(reason_words(reason), number) for reason, number in reasons.most_common()],
        failed=sum(reasons[one] for one in FAILED),
        since=instant_words(since, moment) if since else "",
        may_send=may_on(Act.SEND, page),
        told_again=request.args.get("told", type=int),
    )


@blueprint.post(OF_SLOT)
def tell_again(lang: str, slot_id: str) -> AnyResponse:
    """Tell everybody again whose last mail about a time failed for good or came too late."""
    open_slot(Act.SEND, slot_id)
    number = send_again_to_all(
        slot_id,
        now=datetime.now(UTC),
        actor=staff().actor,
        host=current_app.extensions["outside"].host,
        settling_seconds=current_app.config["SETTLING_SECONDS"],
    )
    return redirect(f"/{lang}/desk/slot/{slot_id}/sent?told={number}#done", 303)


@blueprint.get(f"/{LANG}/desk/<programme>/sent")
def in_programme(lang: str, programme: str) -> str:
    """Show what was sent to whom in a programme, narrowed by kind, state, language, and name or address."""
    shown = desk.programme(programme)
    where = open_here(Act.PEOPLE, programme)
    moment = at_desk(shown)
    asked = _asked()
    found = queries.sent_in(programme, where, asked, page_asked())
    return render_template(
        "desk/programme_sent.html",
        programme=shown,
        pages=found,
        lines=sent_lines(found.sent, moment),
        asked=asked,
        address=_address(asked),
        kinds=[(one, kind_words(one)) for one in (*map(str, NoticeKind), REMINDER)],
        states=[(one, message_state_words(one)) for one in (*map(str, MessageState), LATE, RETURNED)],
    )


@blueprint.get(f"/{LANG}/desk/<programme>/sent.csv")
def table(lang: str, programme: str) -> Response:
    """Give the same as a table for spreadsheets, all of it."""
    shown = desk.programme(programme)
    where = open_here(Act.PEOPLE, programme)
    at_desk(shown)
    rows = (_row(one, lang) for one in queries.all_sent_in(programme, where, _asked()))
    answer = Response(csv_bytes(_head(), rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{programme}-sent.csv"'
    return answer


def _asked() -> Asked:
    given = {name: request.args.get(name, "").strip()[:200] for name in ("kind", "state", "language", "text")}
    return Asked(**given, now=datetime.now(UTC))


def _address(asked: Asked) -> str:
    """Write what is asked for as it follows `?` in an address."""
    pairs = (
        ("kind", asked.kind),
        ("state", asked.state),
        ("language", asked.language),
        ("text", asked.text),
    )
    return urlencode([pair for pair in pairs if pair[1]])


def _head() -> tuple[str, ...]:
    return (
        _("To"),
        _("Address"),
        _("Language"),
        _("What"),
        _("Subject of the mail"),
        _("Told (UTC)"),
        _("Version"),
        _("State"),
        _("When (UTC)"),
        _("Of no use after (UTC)"),
        _("Why it failed"),
    )


def _row(one: Sent, lang: str) -> tuple[object, ...]:
    return (
        one.name,
        one.address,
        language_name(one.language, lang),
        _(", ").join(kind_words(kind) for kind in one.kinds),
        one.subject,
        " ".join(_written(said.starts_at) for said in one.told),
        " ".join(str(said.version) for said in one.told),
        message_state_words(one.state),
        _written(one.sent_at or one.due_at),
        _written(one.not_after) if one.not_after else None,
        one.error,
    )


def _written(at: datetime) -> str:
    """Write an instant for spreadsheets, as in the API."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def reason_words(reason: Reason) -> str:
    """Word why somebody has not heard of a time as it stands."""
    return {
        Reason.SETTLING: _("Not due yet"),
        Reason.DUE: _("Due"),
        Reason.RETRY: _("To be tried again"),
        Reason.GIVEN_UP: _("Given up"),
        Reason.TOO_LATE: _("Too late"),
        Reason.RETURNED: _("Returned: another address is needed"),
        Reason.OVER: _("Changed when it was over: nobody is told"),
        Reason.NO_MAILBOX: _("No mailbox"),
        Reason.NO_MAIL: _("No mail at all"),
    }[reason]


def _why(one: NotTold, reason: Reason, at: datetime | None, moment: Moment) -> str:
    words = reason_words(reason)
    if reason is Reason.SETTLING and at:
        return _("%(what)s: rests until %(hour)s", what=words, hour=instant_words(at, moment))
    if reason is Reason.RETRY and one.due_at:
        return _("%(what)s: %(hour)s", what=words, hour=instant_words(one.due_at, moment))
    return words
