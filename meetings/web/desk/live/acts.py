"""What pages of a time at the desk do alike: open it, do what a form names, and lead back to the page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.queries.desk import SlotPage
from meetings.web.desk.access import at_desk, open_slot, staff

Doing = Callable[[SlotPage, datetime, str], None]


def open_in(act: Act, programme: str, slot_id: str) -> SlotPage:
    """Give a time of a programme, if whoever is signed in may do this.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    page = open_slot(act, slot_id)
    if page.programme.slug != programme:
        raise errors.NotFound()
    return page


def answered(
    page: SlotPage, doings: Mapping[str, Doing], shown: Callable[..., Any], address: Callable[[str], str]
) -> Response:
    """Do what the form names, and lead on; what was refused is shown again as it was typed.

    Takes: what there is to do; what makes the page; the address to lead to, by what was done.
    Raises: SignInNeeded.
    """
    act, now, actor = request.form.get("act", ""), at_desk(page.programme).now, staff().actor
    try:
        if act not in doings:
            raise errors.NotAChoice(field="act", value=act[:20])
        doings[act](page, now, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        given: Response = shown(page, typed=request.form, problem=refusal, refused=act)
        return given
    return redirect(address(act), 303)
