"""Signing in: address and password, the second step, a password to choose, and a mail for one that is forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import segno
from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.account_errors import (
    IssuerAway,
    NotInvited,
    NotVouchedFor,
    TooSoon,
    WrongCode,
    WrongSignIn,
)
from meetings.domain.accounts import Need, Way, secret_address, secret_words
from meetings.domain.errors import Refused
from meetings.extensions import db, limiter, strangers
from meetings.queries.accounts import AtDesk
from meetings.services import passwords, second_factors, staff_mails, stays
from meetings.web.desk.access import present
from meetings.web.desk.arriving import (
    SLIPS,
    STEPS,
    back_asked,
    check_carrying,
    device,
    device_named,
    enter,
    is_required,
    keep_way_back,
    keys,
    know_device,
    lead,
    where_to,
)
from meetings.web.errors import sentence
from meetings.web.headers import content_policy
from meetings.web.pages import LANG, current_page
from meetings.web.readers import settle_reader

blueprint = Blueprint("desk_sign_in", __name__)
ADDRESS: Final = f"/{LANG}/desk/sign-in"
SHOWN_LENGTH: Final = 300
# What an answer of the system of the house may have come to.
SAID: Final[dict[str, type[Refused]]] = {one.code: one for one in (IssuerAway, NotInvited, NotVouchedFor)}
# A button leads on to the system of the house, wherever that is; browsers hold its redirect to this.
LEADS_ON: Final = content_policy(form_action="'self' https: http:")


@blueprint.get(ADDRESS)
def ask(lang: str) -> AnyResponse:
    """Show the form to sign in; whoever is signed in goes on."""
    who = present()
    if who is not None and not who.needs:
        return redirect(back_asked() or f"/{lang}/desk/", 302)
    problem = SAID.get(request.args.get("problem", ""))
    return form_page(problem() if problem else None)


@blueprint.post(ADDRESS)
def sign_in(lang: str) -> AnyResponse:
    """Take address and password, and lead to the second step; what was typed before comes along."""
    if "email" not in request.form:  # from the page that says that nobody is signed in any more
        return form_page()
    now = datetime.now(UTC)
    try:
        _check_pace()
        email, typed = request.form["email"], request.form.get("password", "")
        user_id = passwords.prove(email, typed, now, device=device(), keys=keys())
    except Refused as refusal:
        _count(refusal)
        return form_page(refusal)
    stay_id = stays.begin(user_id, Way.PASSWORD, now, is_required=is_required(), device=device_named())
    keep_way_back(user_id, request.form.get("kept", ""))
    return enter(lang, user_id, stay_id)


@blueprint.get(f"{ADDRESS}/code")
def ask_code(lang: str) -> AnyResponse:
    """Show one field for the code of the app, or a recovery code."""
    return _step_page(Need.CODE)


@blueprint.post(f"{ADDRESS}/code")
def take_code(lang: str) -> AnyResponse:
    """Take the code."""

    def take(who: AtDesk, now: datetime) -> AnyResponse:
        typed = request.form.get("code", "")
        second_factors.give_code(who, typed, now, device=device(), keys=keys(), is_required=is_required())
        return lead(lang)

    return _take(Need.CODE, take)


@blueprint.get(f"{ADDRESS}/password")
def ask_password(lang: str) -> AnyResponse:
    """Show the form for a password to choose."""
    return _step_page(Need.PASSWORD)


@blueprint.post(f"{ADDRESS}/password")
def take_password(lang: str) -> AnyResponse:
    """Keep the password that was chosen."""

    def take(who: AtDesk, now: datetime) -> AnyResponse:
        passwords.choose(who, request.form.get("password", ""), now, is_required=is_required())
        return lead(lang)

    return _take(Need.PASSWORD, take)


@blueprint.get(f"{ADDRESS}/second-step")
def ask_second(lang: str) -> AnyResponse:
    """Show the picture for an app, the same in letters, and a field for its first code."""
    return _step_page(Need.SECOND)


@blueprint.post(f"{ADDRESS}/second-step")
def take_second(lang: str) -> AnyResponse:
    """Set up the second step, and show the recovery codes this once."""

    def take(who: AtDesk, now: datetime) -> AnyResponse:
        typed = request.form.get("code", "")
        codes = second_factors.set_up(who, typed, now, keys=keys(), is_required=is_required())
        settle_reader()
        page = render_template("desk/sign_in/codes.html", codes=codes, on=where_to(lang, who))
        return know_device(make_response(page), who.user_id)

    return _take(Need.SECOND, take)


@blueprint.get(f"{ADDRESS}/forgotten")
def ask_forgotten(lang: str) -> AnyResponse:
    """Show one field for an address."""
    return _forgotten_page()


@blueprint.post(f"{ADDRESS}/forgotten")
@limiter.limit(strangers)
def take_forgotten(lang: str) -> AnyResponse:
    """Say that a mail is on its way if the address is one of the staff; the answer never depends on it."""
    if "email" not in request.form:  # from the form to sign in, which may carry what was typed before
        try:
            check_carrying()
        except TooSoon as refusal:
            return form_page(refusal)
        keep_way_back(None, request.form.get("kept", ""))
        return _forgotten_page()
    try:
        staff_mails.ask(request.form["email"], Way.FORGOTTEN, lang, datetime.now(UTC))
    except Refused as refusal:
        db.session.rollback()
        return _forgotten_page(refusal)
    return _forgotten_page(is_asked=True)


def form_page(refusal: Refused | None = None, *, status: int = 0) -> Response:
    """Show the form to sign in, with the address and what was typed before as they came."""
    settle_reader()
    system = current_app.extensions["outside"].sign_on
    page = render_template(
        "desk/sign_in/form.html",
        typed=request.form.get("email", "")[:SHOWN_LENGTH],
        problem=sentence(refusal) if refusal else "",
        next=back_asked(),
        kept=request.form.get("kept", ""),
        system=system.name if system else "",
    )
    answer = make_response(page, status or (refusal.status if refusal else 200))
    if system:
        answer.headers["Content-Security-Policy"] = LEADS_ON
    return _paced(answer, refusal)


def picture(address: str) -> str:
    """Draw what an app reads, black on white in either colours, as an address that pages may load."""
    drawn = segno.make(address, error="m", micro=False)
    return drawn.svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def second_facts(who: AtDesk) -> dict[str, Any]:
    """Give what somebody needs to set up a second step: the picture, and the same in letters."""
    secret = second_factors.offered_secret(who, keys())
    return {
        "picture": picture(secret_address(secret, who.email, current_page().site)),
        "secret": secret_words(secret),
    }


def _take(need: Need, take: Callable[[AtDesk, datetime], AnyResponse]) -> AnyResponse:
    """Do what a step asks; who is asked for something else goes there, and a refusal comes back to its form."""
    who = present()
    if who is None or who.needs != need:
        return lead(_lang())
    try:
        _check_pace()
        return take(who, datetime.now(UTC))
    except Refused as refusal:
        db.session.rollback()
        _count(refusal)
        g.pop("present", None)  # a form that was sent twice leads on as the first one did
        return _step_page(need, refusal)


def _step_page(need: Need, refusal: Refused | None = None) -> AnyResponse:
    who = present()
    if who is None or who.needs != need:
        answer = lead(_lang())
        answer.status_code = 302
        return answer
    settle_reader()
    facts = second_facts(who) if need is Need.SECOND else {}
    page = render_template(
        f"desk/sign_in/{STEPS[need].replace('-', '_')}.html",
        email=who.email,
        problem=sentence(refusal) if refusal else "",
        **facts,
    )
    return _paced(make_response(page, refusal.status if refusal else 200), refusal)


def _forgotten_page(refusal: Refused | None = None, *, is_asked: bool = False) -> Response:
    settle_reader()
    page = render_template(
        "desk/sign_in/forgotten.html",
        typed=request.form.get("email", "")[:SHOWN_LENGTH],
        problem=sentence(refusal) if refusal else "",
        is_asked=is_asked,
    )
    return make_response(page, refusal.status if refusal else 200)


def _check_pace() -> None:
    """Hold off an address that fails again and again, whatever accounts it tries.

    Raises: TooSoon.
    """
    seconds = SLIPS.waits()
    if seconds:
        raise TooSoon(field="password", seconds=seconds)


def _count(refusal: Refused) -> None:
    """Count a wrong guess; what is refused for another reason is none."""
    if isinstance(refusal, WrongSignIn | WrongCode):
        SLIPS.fail()


def _paced(answer: Response, refusal: Refused | None) -> Response:
    """Say when to try again where there were too many failures."""
    if isinstance(refusal, TooSoon):
        answer.headers["Retry-After"] = str(refusal.values["seconds"])
    return answer


def _lang() -> str:
    return request.path.split("/", 2)[1]
