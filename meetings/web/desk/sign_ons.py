"""Signing in by the system of the house: there by a button, back by its answer."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, current_app, request, session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.account_errors import NotVouchedFor
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import Refused
from meetings.domain.ports import SignOnSystem
from meetings.services import sign_ons as services
from meetings.web.desk.arriving import check_carrying, device_named, enter, keep_way_back
from meetings.web.desk.sign_in import LEADS_ON, form_page
from meetings.web.pages import LANG

blueprint = Blueprint("desk_sign_ons", __name__)
BACK: Final = "/en/desk/sign-in/back"  # one address for all languages, because issuers hold us to it
BEGUN: Final = "begun"
MINUTES: Final = 15


@blueprint.post(f"/{LANG}/desk/sign-in/on")
def begin(lang: str) -> Response:
    """Lead to the system of the house; what was typed before waits in the store."""
    system, now = _system(), datetime.now(UTC)
    if system is None:
        return redirect(f"/{lang}/desk/sign-in", 303)
    try:
        check_carrying()
        begun = system.begin(_back())
    except Refused as refusal:
        return form_page(refusal)
    keep_way_back(None, request.form.get("kept", ""))
    session[BEGUN] = {"memory": begun.memory, "lang": lang, "at": int(now.timestamp())}
    answer = redirect(begun.address, 303)
    answer.headers["Content-Security-Policy"] = LEADS_ON
    return answer


@blueprint.get(f"/{LANG}/desk/sign-in/back")
def come_back(lang: str) -> Response:
    """Read the answer of the system and lead to the desk; only the browser that began can, and once."""
    begun = session.pop(BEGUN, {})
    lang = begun.get("lang", lang) if begun.get("lang") in LANGUAGES else lang
    now = datetime.now(UTC)
    try:
        system = _system()
        if system is None or not begun or now.timestamp() - begun["at"] > MINUTES * 60:
            raise NotVouchedFor(reason="not begun here")
        answer = {name: value[:4000] for name, value in request.args.items()}
        vouched = system.finish(answer, begun["memory"], back=_back(), now=now)
        user_id, stay_id = services.enter(vouched, now, device=device_named())
    except Refused as refusal:
        current_app.logger.warning(
            "a sign-on was refused: %s %s", refusal.code, refusal.values.get("reason", "")
        )
        return redirect(f"/{lang}/desk/sign-in?problem={refusal.code}", 303)
    return enter(lang, user_id, stay_id)


def _system() -> SignOnSystem | None:
    system: SignOnSystem | None = current_app.extensions["outside"].sign_on
    return system


def _back() -> str:
    return f"{current_app.config['BASE_URL']}{BACK}"
