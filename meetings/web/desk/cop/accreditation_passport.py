"""A passport and a photo on a page of their own: shown to an officer who asks for it, each reading noted."""

import base64
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template

from meetings.domain import errors
from meetings.queries.cop.accreditation_page import delegation_page
from meetings.services.cop.identities import read_passport, read_photo
from meetings.web.desk.cop.accreditation_here import ADDRESS, Here, here

blueprint = Blueprint("desk_cop_passport", __name__)
PASSPORT: Final = f"{ADDRESS}/passport/<person>"
JPEG: Final = b"\xff\xd8\xff"


@blueprint.get(PASSPORT)
def ask(lang: str, programme: str, delegation_id: str, person: str) -> Response:
    """Show whose passport it is, and that reading it is noted."""
    return _page(here(programme, delegation_id), person)


@blueprint.post(PASSPORT)
def read(lang: str, programme: str, delegation_id: str, person: str) -> Response:
    """Show the passport and the photo, and note who read them."""
    at = here(programme, delegation_id)
    _check(at, person)
    outside: Any = current_app.extensions["outside"]
    shelf, now = outside.identity_shelf, at.moment.now
    passport = read_passport(person, now, actor=at.actor, shelf=shelf)
    photo = read_photo(person, now, actor=at.actor, shelf=shelf, storage=outside.storage)
    return _page(at, person, passport=passport, photo=_inline(photo), is_read=True)


def _inline(photo: bytes | None) -> str:
    """Give a photo as part of the page, so that it has no address of its own."""
    if photo is None:
        return ""
    kind = "jpeg" if photo.startswith(JPEG) else "png"
    return f"data:image/{kind};base64,{base64.b64encode(photo).decode()}"


def _check(at: Here, person: str) -> Any:
    shown = delegation_page(at.programme.slug, at.delegation)
    of = next((one for one in shown.people if one.row.id == person), None)
    if of is None:
        raise errors.NotFound()
    return shown, of


def _page(at: Here, person: str, **facts: Any) -> Response:
    shown, of = _check(at, person)
    return make_response(
        render_template(
            "desk/cop/accreditation_passport.html",
            programme=at.programme,
            delegation=shown,
            of=of,
            address=at.address,
            **({"passport": None, "photo": "", "is_read": False} | facts),
        )
    )
