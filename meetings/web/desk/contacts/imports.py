"""Lists of contacts at the desk: sent, read, looked at row by row, taken in and withdrawn; and rows in doubt."""

from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.contacts.imports import RowState
from meetings.domain.permissions import Act, Holder
from meetings.extensions import db
from meetings.formats.attendance_bytes import MOST_BYTES
from meetings.formats.contacts.lists import check_columns, count_rows, layout_of, list_rows
from meetings.formats.contacts.lists_words import names_with
from meetings.queries.contacts import imports as queries
from meetings.queries.contacts.around import country_names
from meetings.queries.contacts.imports import ImportShown, RowShown, RowsPage
from meetings.services.contacts import imports as services
from meetings.services.contacts.deciding import decide as decide_row
from meetings.services.contacts.imports import FileGiven
from meetings.services.contacts.reading import Reading
from meetings.web.desk.access import Moment, allowed_everywhere, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.contacts.words import (
    changed_words,
    column_words,
    decision_words,
    import_words,
    reason_words,
    state_words,
)
from meetings.web.desk.people import page_asked
from meetings.web.desk.uploads import sent_bytes
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_contact_imports", __name__)
ADDRESS: Final = f"/{LANG}/desk/contacts/import"
QUEUE: Final = f"/{LANG}/desk/contacts/queue"
LOOK_AGAIN_SECONDS: Final = 3


@blueprint.get(ADDRESS)
def everything(lang: str) -> Response:
    """Show the lists that were read, and the form to send one."""
    allowed_everywhere(Act.CONTACTS)
    return _list_page()


@blueprint.post(ADDRESS)
def send(lang: str) -> AnyResponse:
    """Keep a list as it came, and read it where its columns are known."""
    holder, now = allowed_everywhere(Act.CONTACTS), datetime.now(UTC)
    try:
        import_id = _keep(now, holder.actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _list_page(refusal)
    return redirect(f"/{lang}/desk/contacts/import/{import_id}", 303)


@blueprint.get(f"{ADDRESS}/<contact_import>")
def show(lang: str, contact_import: str) -> Response:
    """Show where a list stands, and its rows of one kind; while a worker is at it, the page comes again by itself."""
    allowed_everywhere(Act.CONTACTS)
    return _page(queries.import_shown(contact_import))


@blueprint.post(f"{ADDRESS}/<contact_import>")
def act(lang: str, contact_import: str) -> AnyResponse:
    """Choose the columns of a list, take in what is new and changed, or withdraw it."""
    holder, now = allowed_everywhere(Act.CONTACTS), datetime.now(UTC)
    found, wanted = queries.import_shown(contact_import), request.form.get("act", "")[:20]
    try:
        if wanted == "columns":
            columns = check_columns(_columns(), len(found.headings))
            services.read_list(contact_import, columns, reading(), now, actor=holder.actor)
        elif wanted in ("commit", "withdraw"):
            done = services.commit_list if wanted == "commit" else services.withdraw_list
            done(contact_import, reading(), now, holder.actor)
        else:
            raise errors.NotAChoice(field="act", value=wanted)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(queries.import_shown(contact_import), refusal)
    return redirect(f"/{lang}/desk/contacts/import/{contact_import}?done={wanted}#done", 303)


@blueprint.get(QUEUE)
def queue(lang: str) -> Response:
    """Show the rows that wait for a person, each beside who may be meant."""
    allowed_everywhere(Act.CONTACTS)
    return _queue_page()


@blueprint.post(QUEUE)
def decide(lang: str) -> AnyResponse:
    """Decide of a row: the same person, another, or nobody to be kept."""
    holder = allowed_everywhere(Act.CONTACTS)
    try:
        _decide(holder)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _queue_page(refusal)
    return redirect(f"/{lang}/desk/contacts/queue?done=decide#done", 303)


def reading() -> Reading:
    """Give how lists are read here."""
    return Reading(names_with(country_names()), list_rows, current_app.extensions["outside"].keys)


def _decide(holder: Holder) -> None:
    import_id, _sep, number = request.form.get("row", "")[:60].partition("/")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise errors.NotAChoice(field="row", value=number[:20])
    decision = request.form.get("decision", "")
    decide_row(import_id, int(number), decision, reading(), now=datetime.now(UTC), actor=holder.actor)


def _keep(now: datetime, actor: str) -> str:
    raw, name = sent_bytes("file", MOST_BYTES)
    layout = layout_of(raw)
    total = count_rows(raw, layout.head)
    given = FileGiven(raw, name, layout.head, layout.headings, layout.columns, total)
    import_id = services.keep_list(given, now, actor)
    try:
        columns = check_columns(layout.columns, len(layout.headings))
    except errors.Refused:
        return import_id  # its page asks for the columns
    services.read_list(import_id, columns, reading(), now, actor=actor)
    return import_id


def _columns() -> dict[str, int]:
    """Read which column is which, by the place of each."""
    found: dict[str, int] = {}
    for name in column_words():
        text = request.form.get(f"column-{name}", "")
        if text.isascii() and text.isdigit() and len(text) < 4:
            found[name] = int(text)
    return found


def _list_page(refusal: errors.Refused | None = None) -> Response:
    moment = at_desk()
    html = render_template(
        "desk/contacts/imports.html",
        under="contacts",
        lines=[
            (one, import_words(one.state), moment_words(one.created_at, moment)) for one in queries.imports()
        ],
        waiting=queries.count_waiting(),
        problem=_problem(refusal),
    )
    return make_response(html, refusal.status if refusal else 200)


def _page(found: ImportShown, refusal: errors.Refused | None = None) -> Response:
    moment = at_desk()
    state = _state(found)
    rows = queries.rows_of(found.id, state, page_asked()) if state else RowsPage((), 0, 1)
    html = render_template(
        "desk/contacts/import.html",
        under="contacts",
        found=found,
        state=state,
        words=import_words(found.state),
        times=_times(found, moment),
        kinds=[(str(one), state_words(one), found.counts.get(one, 0)) for one in RowState],
        rows=rows,
        lines=[_line(one) for one in rows.rows],
        columns=column_words(),
        problem=_problem(refusal),
        done=_done_words(request.args.get("done", "")),
    )
    answer = make_response(html, refusal.status if refusal else 200)
    if found.is_going_on and refusal is None:
        address = f"/{moment.reader.language}/desk/contacts/import/{found.id}"
        answer.headers["Refresh"] = f"{LOOK_AGAIN_SECONDS}; url={address}"
    return answer


def _queue_page(refusal: errors.Refused | None = None) -> Response:
    at_desk()
    rows = queries.waiting_rows(page_asked())
    html = render_template(
        "desk/contacts/queue.html",
        under="contacts",
        rows=rows,
        lines=[_line(one) for one in rows.rows],
        columns=column_words(),
        problem=_problem(refusal),
        done=_done_words(request.args.get("done", "")),
    )
    return make_response(html, refusal.status if refusal else 200)


def _state(found: ImportShown) -> str:
    """Give the kind of rows that is shown: asked for, else the first of which there are any, doubts first."""
    asked = request.args.get("state", "")
    if asked in tuple(RowState):
        return asked
    first = (RowState.DOUBT, RowState.REFUSED, RowState.CHANGED, RowState.NEW, RowState.SAME)
    return next((str(one) for one in first if found.counts.get(one)), "")


def _line(row: RowShown) -> dict[str, Any]:
    return {
        "it": row,
        "state": state_words(row.state),
        "why": reason_words(row.reason, row.about) if row.reason else "",
        "changes": changed_words(row.changes),
        "decision": decision_words(row.decision),
    }


def _times(found: ImportShown, moment: Moment) -> list[str]:
    times = [_("Sent: %(when)s", when=moment_words(found.created_at, moment))]
    if found.committed_at:
        times.append(_("Taken in: %(when)s", when=moment_words(found.committed_at, moment)))
    if found.withdrawn_at:
        times.append(_("Withdrawn: %(when)s", when=moment_words(found.withdrawn_at, moment)))
    return times


def _problem(refusal: errors.Refused | None) -> dict[str, str] | None:
    if refusal is None:
        return None
    other = str(refusal.values.get("other", ""))
    return {"field": refusal.field or "", "words": sentence(refusal), "other": other}


def _done_words(done: str) -> str:
    return {
        "columns": _("Read by these columns."),
        "commit": _("Taken in. What is in doubt waits for you."),
        "withdraw": _("Withdrawn: what it added is taken away, but for what others rely on."),
        "decide": _("Decided."),
    }.get(done, "")
