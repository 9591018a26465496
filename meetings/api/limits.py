"""How often strangers may ask the API, told with each answer; programs of the staff are not limited."""

import logging
import math
import time
from typing import Final

from flask import Response, current_app, g, request
from limits import parse_many

from meetings.api.access import holder
from meetings.api.errors import problem
from meetings.extensions import MARK, limiter, peer_address

log = logging.getLogger("meetings.api")
NAME: Final = "api"
# Entering is never held up, and what others harvest is a feed.
FREE: Final = ("api_joining", "api_meetings")
# Where others let tokens stand in an address; there they are read in logs, histories and by proxies.
IN_ADDRESS: Final = frozenset(
    (
        "token",
        "access_token",
        "auth_token",
        "api_token",
        "api_key",
        "api-key",
        "apikey",
        "bearer",
        "bearer_token",
        "authorization",
        "auth",
        "jwt",
        "secret",
        "password",
    )
)


def refuse_token_in_address() -> Response | None:
    """Refuse a request that carries a token in its address, whatever it is worth; it is neither tried nor noted."""
    if not request.path.startswith("/api/"):
        return None
    found = next((name for name in request.args if name.strip().lower() in IN_ADDRESS), None)
    if found is None:
        return None
    said = "Tokens go in the header `Authorization: Bearer …`, never in an address. Take this one for known by others."
    return problem(400, "token_in_address", said, found[:40])


def count_stranger() -> Response | None:
    """Count what a stranger asks, and refuse what is too often; who has a token of the staff is not counted."""
    if not limiter.enabled or request.blueprint in FREE or holder() is not None:
        return None
    item, peer = parse_many(current_app.config["API_LIMIT"])[0], peer_address()
    try:
        is_free = limiter.limiter.hit(item, NAME, peer)
        stats = limiter.limiter.get_window_stats(item, NAME, peer)
    except Exception:  # whatever the store of counts does, what was asked is answered
        log.exception("requests of strangers cannot be counted")
        return None
    wait = max(1, math.ceil(stats.reset_time - time.time()))
    g.api_limit = {
        "RateLimit-Limit": str(item.amount),
        "RateLimit-Remaining": str(max(0, stats.remaining)),
        "RateLimit-Reset": str(wait),
    }
    if is_free:
        return None
    answer = problem(
        429, "too_many_requests", f"Strangers may ask {item} here; a token of the staff is not limited."
    )
    answer.headers["Retry-After"] = str(wait)
    return answer


def tell_limit(answer: Response) -> Response:
    """Tell how often a stranger may still ask: by the narrowest limit there is on what was asked."""
    found: dict[str, str] | None = g.get("api_limit")
    if MARK in request.environ:  # what is kept for all tells no one's limit
        answer.vary.add("Authorization")
        return answer
    if found is None:
        return answer
    own = limiter.current_limit
    if own is not None:
        found = {
            "RateLimit-Limit": str(own.limit.amount),
            "RateLimit-Remaining": str(max(0, own.remaining)),
            "RateLimit-Reset": str(max(0, math.ceil(own.reset_at - time.time()))),
        }
    answer.headers.update(found)
    return answer
