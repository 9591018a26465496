"""Tokens of programs, for administrators: which there are, another one told once, and taken back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.api_tokens import PROPOSED_DAYS, expiry, is_soon
from meetings.domain.codes import Role
from meetings.domain.errors import NotANumber, Refused
from meetings.domain.permissions import EVERYWHERE, MAY, Act, Scope
from meetings.extensions import db
from meetings.formats.languages import apart
from meetings.queries.api_tokens import TokenRow, TokenState, standing_tokens
from meetings.queries.desk import programmes
from meetings.services.api_tokens import NewToken, make_token, withdraw_token
from meetings.web.desk.access import Moment, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.staff import SHOWN_LENGTH, administrator, places, role_words, scope_words, where_given
from meetings.web.errors import sentence
from meetings.web.numbers import row_number
from meetings.web.pages import LANG

blueprint = Blueprint("desk_tokens", __name__)
ADDRESS: Final = f"/{LANG}/desk/tokens"
NEVER: Final = "never"


@blueprint.get(ADDRESS)
def show(lang: str) -> Response:
    """Show the tokens of programs with what they may do, and the form to make one."""
    administrator()
    return _page()


@blueprint.post(ADDRESS)
def act(lang: str) -> AnyResponse:
    """Make a token, which this page shows and no other, or withdraw one."""
    holder, form, now = administrator(), request.form, datetime.now(UTC)
    asked = form.get("act", "")
    try:
        if asked == "make":
            _id, token = make_token(_new(form, now), now, holder.actor, holder)
            return _page(token=token)
        if asked == "withdraw":
            withdraw_token(form.get("token", 0, type=row_number), now, holder.actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        db.session.rollback()
        return _page(refusal)
    done = "?done=withdraw#done" if asked == "withdraw" else ""
    return redirect(f"/{lang}/desk/tokens{done}", 303)


def _new(form: Any, now: datetime) -> NewToken:
    """Read the token that is wanted."""
    acts = form.getlist("acts") if form.get("held") else None
    return NewToken(
        form.get("name", ""),
        form.get("role", ""),
        **where_given(form),
        acts=None if acts is None else tuple(acts),
        expires_at=expiry(_days(form.get("expires_days", "")), now),
    )


def _days(text: str) -> int | None:
    """Read after how many days a token expires; empty is never.

    Raises: NotANumber.
    """
    if not text.strip():
        return None
    if not (text.strip().isdecimal() and len(text.strip()) < 6):
        raise NotANumber(field="expires_days", least=1, most=3650)
    return int(text)


def act_words(act: str) -> str:
    """Name what a token may do."""
    return {
        Act.SEE: _("See programmes, sessions and seats, drafts too"),
        Act.FIGURES: _("See reports and attendance in numbers"),
        Act.PEOPLE: _("See people, registrations and what was sent"),
        Act.SEND: _("Send mails again"),
        Act.EDIT: _("Change programmes, sessions, times and recordings"),
        Act.ACCREDIT: _("Accredit delegations and issue badges"),
        Act.CHECK_IN: _("Read badges at the entrance"),
        Act.CONTACTS: _("Contacts, campaigns and official letters"),
        Act.SIGN: _("Sign official letters"),
        Act.STAFF: _("Staff and tokens"),
    }[Act(act)]


def _page(refusal: Refused | None = None, *, token: str = "") -> Response:
    moment, found = at_desk(), programmes(EVERYWHERE)
    names = dict(places(found, moment.reader.language))
    html = render_template(
        "desk/tokens.html",
        lines=[_line(one, names, moment) for one in standing_tokens(moment.now)],
        token=token,
        done=request.args.get("done", ""),
        roles=[(str(each), role_words(each)) for each in Role],
        places=[("", _("Everywhere")), *names.items()],
        acts=[(str(one), act_words(one), _(", ").join(_of_roles(one))) for one in Act],
        typed=_typed(request.form if refusal else MultiDict()),
        problem=_problem(refusal),
    )
    answer = make_response(html, refusal.status if refusal else 200)
    if token:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _problem(refusal: Refused | None) -> dict[str, Any] | None:
    """Give what is wrong, and with which field of the form."""
    if refusal is None:
        return None
    where = {"programme": "where", "stream": "where"}
    return {"field": where.get(refusal.field or "", refusal.field), "words": sentence(refusal)}


def _of_roles(act: Act) -> list[str]:
    return [role_words(role) for role in Role if act in MAY[role]]


def _typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """Give what was typed, or what is proposed: a year."""
    typed: dict[str, Any] = {
        name: form.get(name, "")[:SHOWN_LENGTH] for name in ("name", "role", "where", "partner", "held")
    }
    typed["expires_days"] = form.get("expires_days", str(PROPOSED_DAYS))[:SHOWN_LENGTH]
    return typed | {"acts": form.getlist("acts")}


def _line(row: TokenRow, names: Mapping[str, str], moment: Moment) -> dict[str, Any]:
    scope = Scope(Role(row.role), row.programme, row.stream, row.partner)
    return {
        "row": row,
        "role": role_words(row.role),
        "where": scope_words(scope, names, moment.reader.language),
        "acts": [act_words(one) for one in row.acts or ()],
        "maker": apart(row.maker, moment.reader.language) if row.maker else "",
        "made": moment_words(row.created_at, moment),
        "used": moment_words(row.used_at, moment),
        "expires": moment_words(row.expires_at, moment),
        "is_over": row.state == TokenState.EXPIRED,
        "is_soon": is_soon(row.expires_at, moment.now),
    }
