"""Passport and photo of a person, given by a focal point: kept sealed, replaced or taken away, and never shown back."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, make_response, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.cop.identities import Passport
from meetings.domain.errors import Missing, NotFound, Refused, TooLarge
from meetings.extensions import db
from meetings.formats.cop.letters import check_photo
from meetings.queries.cop import delegation_page as queries
from meetings.services.cop import identities
from meetings.services.cop.delegations import mark_opened
from meetings.web.cop.delegation_words import person_words
from meetings.web.cop.delegations import ADDRESS, by_of, current, home_of
from meetings.web.cop.devices import proved
from meetings.web.desk.uploads import sent
from meetings.web.errors import sentence

blueprint = Blueprint("delegation_identities", __name__)
IDENTITY = f"{ADDRESS}/person/<nomination>/identity"


@blueprint.get(IDENTITY)
def show(lang: str, token: str, nomination: str) -> Response:
    """Show an empty form, and when passport and photo were given, if they were."""
    return _page(token, nomination)


@blueprint.post(IDENTITY)
def keep(lang: str, token: str, nomination: str) -> AnyResponse:
    """Keep a passport or a photo, or take one away; nothing of a passport comes back, also when it was refused."""
    focal, now = proved(token), datetime.now(UTC)
    page = queries.delegation_page(focal.delegation)
    if page.person(nomination) is None:
        raise NotFound()
    home, point, actor = home_of(focal, current(token)), focal.point.id, by_of(focal).actor
    act = request.form.get("act", "")
    if act in ("drop_passport", "drop_photo"):
        identities.take_away(
            nomination, now, actor=actor, passport=act == "drop_passport", photo=act == "drop_photo"
        )
        return redirect(f"{home}?done=gone#done", 303)
    try:
        _keep(nomination, now, actor)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _page(token, nomination, refusal)
    mark_opened(point, now)
    return redirect(f"{home}?done=identity#done", 303)


def _keep(nomination: str, now: datetime, actor: str) -> None:
    outside = current_app.extensions["outside"]
    passport, photo = _passport(), _photo()
    if passport is None and photo is None:
        raise Missing(field="passport_number")
    identities.put_identity(
        nomination,
        now,
        actor=actor,
        shelf=outside.identity_shelf,
        storage=outside.storage,
        passport=passport,
        photo=photo,
    )


def _passport() -> Passport | None:
    """Give the passport of the form, or nothing where none of its fields is filled in."""
    names = ("number", "authority", "expires_on", "nationality", "born_on")
    given = Passport(**{name: request.form.get(f"passport_{name}", "") for name in names})
    return given if any(one.strip() for one in given.facts().values()) else None


def _photo() -> bytes | None:
    file = sent("photo")
    if file is None:
        return None
    raw = file.stream.read(identities.MOST_PHOTO + 1)
    if len(raw) > identities.MOST_PHOTO:
        raise TooLarge(field="photo", most=identities.MOST_PHOTO // 1_000_000)
    check_photo(raw)
    return raw


def _page(token: str, nomination: str, refusal: Refused | None = None) -> Response:
    focal = proved(token)
    reader, page = current(token), queries.delegation_page(focal.delegation)
    person = page.person(nomination)
    if person is None or not person.row.name:
        raise NotFound()
    html = render_template(
        "cop/delegation_identity.html",
        programme=focal.programme,
        page_of=page,
        home=home_of(focal, reader),
        person=person_words(person, page, reader, datetime.now(UTC)),
        wrong={refusal.field: sentence(refusal)} if refusal and refusal.field else {},
        problems=[sentence(refusal)] if refusal else [],
    )
    return make_response(html, refusal.status if refusal else 200)
