"""Arriving at the desk: the cookie of a stay, what is still asked, the device that is known again, and the way back."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import current_app, g, request, session
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.account_errors import TooSoon
from meetings.domain.accounts import Need, device_words
from meetings.domain.tokens import Keys
from meetings.queries.accounts import AtDesk
from meetings.services import drafts, sign_ons
from meetings.services.failed_tries import Tries
from meetings.services.passwords import Device
from meetings.web.desk.access import STAY, USER, present
from meetings.web.pages import safe_back

BACK: Final = "back"  # where somebody was before they signed in
CARRIED: Final = "carried"  # what they typed there, waiting in the store
DEVICE: Final = "device"
DEVICE_LASTS: Final = timedelta(days=180)
MOST_USERS: Final = 5
LONGEST_BACK: Final = 500
DESK: Final = re.compile(r"/[a-z]{2}/desk(/(?!sign-)[^?]*)?(\?.*)?", re.ASCII)
STEPS: Final = {Need.CODE: "code", Need.PASSWORD: "password", Need.SECOND: "second-step"}
# Only failures are counted; the store paces each account besides.
SLIPS: Final = Tries("sign-ins", "60 per 10 minutes")
# Each may leave what was typed in the store, before anybody has proved anything.
CARRYING: Final = Tries("sign-ins elsewhere", "30 per 10 minutes")


def keys() -> Keys:
    """Give the keys of the instance."""
    found: Keys = current_app.extensions["outside"].keys
    return found


def is_required() -> bool:
    """Say whether a second step is required of whoever has a password."""
    return bool(current_app.config["SECOND_STEP"] == "required")


def device_named() -> str:
    """Name the device that asks, as far as it tells."""
    return device_words(request.headers.get("User-Agent", ""))


def back_asked() -> str:
    """Give where to go after signing in, if that is a page of the desk."""
    given = (request.form.get("next") or request.args.get("next") or "")[:LONGEST_BACK]
    address = safe_back(given, "")
    return address if DESK.fullmatch(address) and "/.." not in address else ""


def enter(lang: str, user_id: int, stay_id: str) -> Response:
    """Put a stay that has just begun into the cookie, and lead to what is asked next."""
    kept = {name: session[name] for name in (BACK, CARRIED) if name in session}
    session.clear()
    session.permanent = True
    session.update({USER: user_id, STAY: stay_id} | kept)
    return lead(lang)


def check_carrying() -> None:
    """Hold off an address that leaves more in the store than people do.

    Raises: TooSoon.
    """
    seconds = CARRYING.fail()
    if seconds:
        raise TooSoon(seconds=seconds)


def keep_way_back(user_id: int | None, kept: str) -> None:
    """Remember where somebody was, and what they typed there, for as long as they sign in.

    Takes: whose it is, who proved it; where that is not known yet, what was typed waits in the store, sealed.
    """
    back = back_asked()
    if kept and user_id is not None:
        back = drafts.unseal(kept, user_id, datetime.now(UTC), keys()) or back
    elif kept and drafts.is_sealed_here(kept, datetime.now(UTC), keys()):
        session[CARRIED] = sign_ons.carry(kept, datetime.now(UTC))
    if back:
        session[BACK] = back


def lead(lang: str) -> Response:
    """Lead to what is asked next, or, where nothing is, to where somebody was before they signed in."""
    g.pop("present", None)
    who = present()
    if who is None:
        return redirect(f"/{lang}/desk/sign-in", 303)
    if who.needs:
        return redirect(f"/{lang}/desk/sign-in/{STEPS[Need(who.needs)]}", 303)
    return know_device(redirect(where_to(lang, who), 303), who.user_id)


def where_to(lang: str, who: AtDesk) -> str:
    """Give the page somebody was on, with what they typed as a draft; else the desk."""
    back, waiting = session.pop(BACK, ""), session.pop(CARRIED, "")
    if waiting:
        sealed = sign_ons.carried(waiting)
        sign_ons.put_down(waiting)
        back = drafts.unseal(sealed, who.user_id, datetime.now(UTC), keys()) or back
    return back or f"/{lang}/desk/"


def device() -> Device:
    """Give the device that asks, if it signed in before."""
    try:
        found = _signer().loads(request.cookies.get(DEVICE, ""))
        return Device(str(found["id"]), tuple(int(one) for one in found["users"]))
    except (BadData, KeyError, TypeError, ValueError):
        return Device()


def know_device(answer: Response, user_id: int) -> Response:
    """Let the device be known again as one of this user, so that strangers do not slow it down."""
    found = device()
    users = [user_id, *(one for one in found.users if one != user_id)][:MOST_USERS]
    answer.set_cookie(
        DEVICE,
        _signer().dumps({"id": found.id or secrets.token_urlsafe(12), "users": users}),
        max_age=DEVICE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return answer


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="device of staff")
