"""Where platforms tell what happens in their meetings: proved by the bytes as they come, kept now, counted later."""

import logging
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, abort, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from meetings.domain.hooks import (
    Doubt,
    doubt_bigbluebutton,
    doubt_zoom,
    is_late,
    without_checksum,
    zoom_token,
)
from meetings.domain.live.told import Platform
from meetings.formats.hooks import LONGEST, NotAnEvent, read_zoom, told_by_bigbluebutton, told_by_zoom
from meetings.services.live.told import keep

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")
MOST_BYTES: Final = 256_000
IS_IT_YOURS: Final = "endpoint.url_validation"
log = logging.getLogger("meetings.hooks")


@blueprint.post("/zoom")
def zoom() -> Response:
    """Take what Zoom tells, or answer its question whether this address is ours."""
    secret, raw, now = _secret("ZOOM_WEBHOOK_SECRET"), _body(), datetime.now(UTC)
    stamp, signature = (request.headers.get(f"x-zm-{one}", "") for one in ("request-timestamp", "signature"))
    doubt = doubt_zoom(secret, stamp, signature, raw, now)
    if doubt is not None:
        return _refused(Platform.ZOOM, doubt)
    event, payload = read_zoom(raw)
    if event == IS_IT_YOURS:
        plain = payload.get("plainToken")
        if not isinstance(plain, str) or not 0 < len(plain) <= LONGEST or not plain.isprintable():
            raise NotAnEvent()
        return jsonify(plainToken=plain, encryptedToken=zoom_token(secret, plain))
    told = told_by_zoom(raw)
    keep([told] if told else [], raw, now)
    return Response(status=204)


@blueprint.post("/bigbluebutton")
def bigbluebutton() -> Response:
    """Take what BigBlueButton tells."""
    secret, raw, now = _secret("BBB_SECRET"), _body(), datetime.now(UTC)
    query, checksum = without_checksum(request.query_string.decode("latin-1"))
    called = f"{current_app.config['BASE_URL']}{request.path}" + (f"?{query}" if query else "")
    doubt = doubt_bigbluebutton(secret, current_app.config["BBB_HASH"], called, checksum, raw)
    if doubt is not None:
        return _refused(Platform.BIGBLUEBUTTON, doubt)
    told = told_by_bigbluebutton(raw)
    if any(is_late(one.sent_at, now) for one in told):
        return _refused(Platform.BIGBLUEBUTTON, Doubt.LATE)
    keep(told, raw, now)
    return Response(status=204)


@blueprint.errorhandler(NotAnEvent)
def not_an_event(_error: NotAnEvent) -> Response:
    """Say that a body cannot be read, though it is its platform's."""
    log.warning("what came in at %s cannot be read", request.path)
    return Response(status=400)


@blueprint.errorhandler(HTTPException)
def bare(error: HTTPException) -> Response:
    """Say by a number alone what is wrong: no one reads a page here."""
    return Response(status=error.code)


def _secret(name: str) -> str:
    """Give the secret shared with a platform; without one, there is nothing here."""
    secret: str | None = current_app.config[name]
    return secret or abort(404)


def _body() -> bytes:
    """Read a body as it came, up to a size that no event has; of one that does not say its size, one byte more."""
    request.max_content_length = MOST_BYTES + 1
    raw = request.get_data(cache=False) if (request.content_length or 0) <= MOST_BYTES else None
    return raw if raw is not None and len(raw) <= MOST_BYTES else abort(413)


def _refused(platform: Platform, doubt: Doubt) -> Response:
    """Say that a body is not believed; nothing of it is kept, nor written down."""
    log.warning("a webhook of %s is not believed: %s", platform, doubt)
    return Response(status=401)
