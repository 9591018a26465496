"""Whether a browser has proved that it is the focal point's; before, a link shows nothing of anybody.

Every page below a delegation's own is shut to browsers that have not, whichever feature it belongs to: see `guard`.
"""

from datetime import UTC, datetime
from typing import Final

from flask import request
from werkzeug.wrappers import Response

from meetings.domain.device_errors import NotProved
from meetings.domain.devices import PROOF_LASTS, is_proof, proof_of
from meetings.queries.cop.focal_points import Focal, focal_of
from meetings.web.registrations import keys

BELOW: Final = "/delegation/<token>/"


def guard() -> None:
    """Let nothing below a delegation's page be asked by a browser that has not proved itself.

    Raises: LinkDead, NotProved.
    """
    if request.url_rule is not None and BELOW in request.url_rule.rule:
        proved(str((request.view_args or {})["token"]))


def proved(token: str) -> Focal:
    """Give who holds a link, if this browser has proved that it is theirs.

    Raises: LinkDead, NotProved.
    """
    focal = focal_of(token, keys())
    if not is_proved(focal):
        raise NotProved()
    return focal


def is_proved(focal: Focal) -> bool:
    """Say whether this browser has proved itself, by this very link."""
    given = request.cookies.get(_name(focal), "")
    return is_proof(keys(), given, focal.point.id, focal.generation, datetime.now(UTC))


def keep_proof(answer: Response, focal_point_id: str, generation: int, now: datetime) -> None:
    """Let a browser keep what proves it."""
    answer.set_cookie(
        f"device_{focal_point_id}",
        proof_of(keys(), focal_point_id, generation, now),
        max_age=int(PROOF_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def forget_proof(answer: Response, focal_point_id: str) -> None:
    """Let a browser forget what proves it."""
    answer.delete_cookie(f"device_{focal_point_id}", httponly=True, samesite="Lax", secure=request.is_secure)


def _name(focal: Focal) -> str:
    return f"device_{focal.point.id}"
