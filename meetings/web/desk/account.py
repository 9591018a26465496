"""One's own account: password, second step, recovery codes, and where one is signed in."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request, session
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.account_errors import TooSoon
from meetings.domain.accounts import Way
from meetings.domain.errors import Refused
from meetings.extensions import db
from meetings.formats.times import full_day_words, hour_words
from meetings.queries.accounts import AtDesk, account_page
from meetings.services import passwords, second_factors, stays
from meetings.services.passwords import FRESH
from meetings.web.desk.access import Moment, at_desk, signed_in, staff
from meetings.web.desk.arriving import keys
from meetings.web.desk.sign_in import second_facts
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_account", __name__)
ADDRESS: Final = f"/{LANG}/desk/account"
SECOND: Final = f"{ADDRESS}/second-step"


@blueprint.get(ADDRESS)
def show(lang: str) -> Response:
    """Show what one proves oneself by, and where one is signed in."""
    staff()
    return _page(signed_in())


@blueprint.post(ADDRESS)
def change(lang: str) -> AnyResponse:
    """Change the password, make new recovery codes, or sign out elsewhere."""
    staff()
    who, now, act = signed_in(), datetime.now(UTC), request.form.get("act", "")
    try:
        if act == "codes":
            codes = second_factors.new_codes(who, _current(), now, keys=keys())
            return _codes_page(codes, f"/{lang}/desk/account")
        if act == "password":
            passwords.change(who, _current(), request.form.get("password", ""), now, keys=keys())
            return redirect(f"/{lang}/desk/account?done=password#done", 303)
    except Refused as refusal:
        db.session.rollback()
        return _page(who, refusal, act)
    if act == "end":
        stays.end(request.form.get("stay", "").replace("\0", "")[:64], who.user_id, now)
        return redirect(f"/{lang}/desk/account?done=end#done", 303)
    if act == "everywhere":
        stays.end_everywhere(who.user_id, now, who.holder.actor)
        session.clear()
        return redirect(f"/{lang}/desk/sign-in", 303)
    return redirect(f"/{lang}/desk/account", 303)


@blueprint.get(SECOND)
def ask_second(lang: str) -> Response:
    """Show the picture for an app, the same in letters, and a field for its first code."""
    staff()
    return _second_page(signed_in())


@blueprint.post(SECOND)
def take_second(lang: str) -> AnyResponse:
    """Set up the second step anew, and show the recovery codes this once."""
    staff()
    who, now = signed_in(), datetime.now(UTC)
    try:
        codes = second_factors.replace(who, _current(), request.form.get("code", ""), now, keys=keys())
    except Refused as refusal:
        db.session.rollback()
        return _second_page(who, refusal)
    return _codes_page(codes, f"/{lang}/desk/account")


def way_words(way: str) -> str:
    """Word how somebody signed in."""
    return {
        Way.PASSWORD: _("by password"),
        Way.SIGN_ON: _("by single sign-on"),
        Way.LINK: _("by a link of an administrator"),
        Way.INVITED: _("by invitation"),
        Way.FORGOTTEN: _("by a mailed link"),
    }[Way(way)]


def moment_words(at: datetime | None, moment: Moment) -> str:
    """Word when something was; nothing where it never was."""
    if at is None:
        return ""
    zone, lang = moment.reader.zone, moment.reader.language
    return f"{full_day_words(at, zone, lang)} {hour_words(at, zone, lang)}"


def _current() -> str:
    return request.form.get("current", "")


def asks_password(who: AtDesk, now: datetime) -> bool:
    """Say whether the password is asked again before something changes."""
    return who.has_password and not (who.way == Way.LINK and now - who.began_at < FRESH)


def _page(who: AtDesk, refusal: Refused | None = None, act: str = "") -> Response:
    moment = at_desk()
    found = account_page(who.user_id, moment.now)
    html = render_template(
        "desk/account.html",
        email=who.email,
        found=found,
        password_at=moment_words(found.password_at, moment),
        second_at=moment_words(found.second_at, moment),
        stays=[
            (
                one,
                one.device or _("An unknown device"),
                moment_words(one.began_at, moment),
                way_words(one.way),
            )
            for one in found.stays
        ],
        stay_id=who.stay_id,
        asks_password=asks_password(who, moment.now),
        problem={"act": act, "field": refusal.field, "words": sentence(refusal)} if refusal else None,
        done=request.args.get("done", ""),
    )
    return _answer(html, refusal)


def _second_page(who: AtDesk, refusal: Refused | None = None) -> Response:
    moment = at_desk()
    html = render_template(
        "desk/second_step.html",
        **second_facts(who),
        asks_password=asks_password(who, moment.now),
        has_second=who.has_second,
        problem={"field": refusal.field, "words": sentence(refusal)} if refusal else None,
    )
    return _answer(html, refusal)


def _codes_page(codes: list[str], on: str) -> Response:
    at_desk()
    return make_response(render_template("desk/sign_in/codes.html", codes=codes, on=on))


def _answer(html: str, refusal: Refused | None) -> Response:
    answer = make_response(html, refusal.status if refusal else 200)
    if isinstance(refusal, TooSoon):
        answer.headers["Retry-After"] = str(refusal.values["seconds"])
    return answer
