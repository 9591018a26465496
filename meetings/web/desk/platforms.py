"""Platforms at the desk: accounts for administrators, and in each programme which of its times are held with which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.domain.platforms import CREATING, Kind
from meetings.domain.platforms_accounts import NEEDS
from meetings.domain.programmes import place_names
from meetings.extensions import db
from meetings.formats.times import word_slot
from meetings.queries import desk
from meetings.queries import platforms as queries
from meetings.queries.platforms import AccountRow, Held
from meetings.services import platforms as services
from meetings.services.platforms import AccountGiven
from meetings.web.desk.access import Moment, allowed, at_desk, may_here, open_here, open_slot, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.platforms_words import (
    HINTS,
    LABELS,
    HeldLine,
    cannot_words,
    held_line,
    kind_words,
    problem_words,
)
from meetings.web.desk.sides import Side, compare
from meetings.web.desk.staff import administrator
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_platforms", __name__)
ADDRESS: Final = f"/{LANG}/desk/platforms"
SHOWN: Final = 1_000
MANY_LINES: Final = frozenset(((Kind.JITSI, "secret"),))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an account's form; a key is never filled in."""

    name: str
    label: str
    hint: str
    value: str
    is_key: bool = False
    has_lines: bool = False


@blueprint.get(ADDRESS)
def everything(lang: str) -> Response:
    """Show the accounts with how they stand, and the form for one more, of the kind that is chosen."""
    administrator()
    return _list_page()


@blueprint.post(ADDRESS)
def add(lang: str) -> AnyResponse:
    """Add an account, and lead to its page, where its connection can be tested."""
    holder, moment = administrator(), at_desk()
    try:
        number = services.add_account(_typed(), moment.now, holder.actor, keys=_outside().keys)
    except errors.Refused as refusal:
        db.session.rollback()
        return _list_page(refusal)
    return redirect(f"/{lang}/desk/platforms/{number}?done=add#done", 303)


@blueprint.get(f"{ADDRESS}/<int:account>")
def one(lang: str, account: int) -> Response:
    """Show an account: what is known of it but for its keys, what it cannot do, and what is wrong with it."""
    administrator()
    return _one_page(_found(account))


@blueprint.post(f"{ADDRESS}/<int:account>")
def change(lang: str, account: int) -> AnyResponse:
    """Change an account, test its connection, or take it away."""
    administrator()
    row, act = _found(account), request.form.get("act", "")
    try:
        done = _acts().get(act, _none)(row)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _one_page(_found(account), refusal)
    if act == "remove":
        return redirect(f"/{lang}/desk/platforms?done=remove#done", 303)
    return redirect(f"/{lang}/desk/platforms/{account}?done={done}#done", 303)


@blueprint.get(f"/{LANG}/desk/<programme>/platforms")
def of_programme(lang: str, programme: str) -> Response:
    """Show with what the coming times of a programme are held, how their meetings stand, and what to do about it."""
    return _programme_page(programme)


@blueprint.post(f"/{LANG}/desk/<programme>/platforms")
def decide(lang: str, programme: str) -> AnyResponse:
    """Choose the account of all times or of one, or let what is to do be tried again."""
    desk.programme(programme)
    open_here(Act.EDIT, programme)
    act, moment = request.form.get("act", ""), at_desk()
    try:
        if act == "default":
            holder = allowed(Act.EDIT, programme)
            services.set_default(
                programme, _number(request.form.get("account", "")), moment.now, holder.actor
            )
        elif act in ("choose", "again"):
            _of_slot(programme, act, moment)
        else:
            raise errors.NotAChoice(field="act", value=act[:20])
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _programme_page(programme, refusal)
    return redirect(f"/{lang}/desk/{programme}/platforms?done={act}#done", 303)


def _of_slot(programme: str, act: str, moment: Moment) -> None:
    slot_id = request.form.get("slot", "")[:60]
    page = open_slot(Act.EDIT, slot_id)
    if page.programme.slug != programme:
        raise errors.NotAllowed()
    if act == "again":
        services.try_again(slot_id, moment.now)
    else:
        services.choose(slot_id, request.form.get("account", ""), moment.now, staff().actor)


def _acts() -> dict[str, Callable[[AccountRow], str]]:
    return {"change": _change, "test": _test, "remove": _remove}


def _change(row: AccountRow) -> str:
    revision, now = request.form.get("revision", 0, type=int), at_desk().now
    services.change_account(row.id, _typed(row.kind), revision, now, staff().actor, keys=_outside().keys)
    return "change"


def _test(row: AccountRow) -> str:
    outside = _outside()
    services.see_account(row.id, at_desk().now, platforms=outside.platforms, keys=outside.keys)
    return "test"


def _remove(row: AccountRow) -> str:
    services.remove_account(row.id, at_desk().now, staff().actor)
    return "remove"


def _none(_row: AccountRow) -> str:
    raise errors.NotAChoice(field="act", value=request.form.get("act", "")[:20])


def _found(number: int) -> AccountRow:
    row = next((one for one in queries.accounts(at_desk().now) if one.id == number), None)
    if row is None:
        raise errors.NotFound()
    return row


def _typed(kind: Kind | None = None) -> AccountGiven:
    form = request.form
    known = kind or form.get("kind", "")
    needs = NEEDS.get(Kind(known)) if known in CREATING else None
    settings = {one: form.get(one, "") for one in needs.settings} if needs else {}
    keys = {one: form.get(one, "") for one in needs.keys} if needs else {}
    return AccountGiven(form.get("name", ""), str(known), form.get("address", ""), settings, keys)


def _number(text: str) -> int | None:
    """Read the number of an account; empty is none.

    Raises: NotAChoice.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise errors.NotAChoice(field="account", value=text[:20])
    return int(text)


def _fields(kind: Kind, stored: Mapping[str, str]) -> list[Field]:
    """Give the fields of a kind, as typed, else as stored; of keys neither."""
    needs, form = NEEDS[kind], request.form
    fields = []
    for name in ("name", "address", *needs.settings, *needs.keys):
        is_key = name in needs.keys
        label, hint = LABELS[name](), HINTS.get((kind, name), lambda: "")()
        if name == "address" and needs.address and not hint:
            hint = _("Empty: %(address)s", address=needs.address)
        value = "" if is_key else form.get(name, stored.get(name, ""))[:SHOWN]
        fields.append(Field(name, label, hint, value, is_key, (kind, name) in MANY_LINES))
    return fields


def _list_page(refusal: errors.Refused | None = None) -> Response:
    moment = at_desk()
    asked = request.form.get("kind") or request.args.get("kind", "")
    kind = Kind(asked) if asked in CREATING else Kind.BIGBLUEBUTTON
    html = render_template(
        "desk/platforms.html",
        lines=[_account_line(row, moment) for row in queries.accounts(moment.now)],
        kinds=[(str(one), kind_words(one)) for one in CREATING],
        kind=str(kind),
        kind_name=kind_words(kind),
        fields=_fields(kind, {}),
        cannot=cannot_words(kind),
        problem=_problem(refusal),
        done=_done_words(request.args.get("done", "")),
    )
    return make_response(html, refusal.status if refusal else 200)


def _one_page(row: AccountRow, refusal: errors.Refused | None = None) -> Response:
    moment = at_desk()
    html = render_template(
        "desk/platform.html",
        line=_account_line(row, moment),
        fields=_fields(row.kind, {"name": row.name, "address": row.address, **row.settings}),
        cannot=cannot_words(row.kind),
        problem=_problem(refusal),
        sides=_sides(row) if refusal is not None and refusal.code == "stale" else (),
        done=_done_words(request.args.get("done", "")),
    )
    return make_response(html, refusal.status if refusal else 200)


def _sides(row: AccountRow) -> tuple[Side, ...]:
    """Show what somebody else saved beside what was typed; of keys nothing."""
    names = ("name", "address", *NEEDS[row.kind].settings)
    now = {"name": row.name, "address": row.address, **row.settings}
    mine = {one: request.form.get(one, "").strip() for one in names}
    return compare({one: LABELS[one]() for one in names}, {one: now.get(one, "") for one in names}, mine)


def _account_line(row: AccountRow, moment: Moment) -> dict[str, Any]:
    checked = moment_words(row.checked_at, moment)
    return {
        "row": row,
        "kind": kind_words(row.kind),
        "checked": _("Tested: %(when)s.", when=checked) if checked else _("Not tested yet."),
        "trouble": problem_words(row.problem),
    }


def _programme_page(programme: str, refusal: errors.Refused | None = None) -> Response:
    shown = desk.programme(programme)
    where = open_here(Act.SEE, programme)
    moment = at_desk(shown)
    lines = [_held_line(each, shown, moment) for each in queries.held_in(programme, where, moment.now)]
    edits = open_edits(programme)
    html = render_template(
        "desk/platforms_programme.html",
        programme=shown,
        lines=lines,
        troubled=sum(1 for line in lines if not line.is_well),
        accounts=[(number, name, kind_words(kind)) for number, name, kind in queries.choices()],
        default=queries.default_of(programme),
        may_choose=may_here(Act.EDIT, programme),
        may_edit=edits,
        problem=_problem(refusal),
        done=_done_words(request.args.get("done", "")),
    )
    return make_response(html, refusal.status if refusal else 200)


def open_edits(programme: str) -> bool:
    """Say whether whoever is signed in may edit anything in a programme."""
    try:
        open_here(Act.EDIT, programme)
    except errors.NotAllowed:
        return False
    return True


def _held_line(held: Held, programme: Any, moment: Moment) -> HeldLine:
    reader, place = moment.reader, place_names(programme, held.zone)
    words = word_slot(held.starts_at, held.minutes, held.zone, reader.zone, reader.language, place)
    return held_line(held, words.own, moment)


def _problem(refusal: errors.Refused | None) -> dict[str, str] | None:
    return {"field": refusal.field or "", "words": sentence(refusal)} if refusal else None


def _done_words(done: str) -> str:
    return {
        "add": _("Added. Test the connection now."),
        "change": _("Saved."),
        "test": _("The platform knows us: the connection works."),
        "remove": _("Taken away, with its keys."),
        "default": _("Saved. Coming times without an address follow within a minute."),
        "choose": _("Saved. The time follows within a minute; nobody's own link changes."),
        "again": _("It is tried again within a minute."),
    }.get(done, "")


def _outside() -> Any:
    return current_app.extensions["outside"]
