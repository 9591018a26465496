"""Whether a browser has proved that it is a panellist's, or their assistant's; before, a link shows nothing of anybody.

Every page below a panel's own is shut to browsers that have not, whichever feature it belongs to: see `guard`.
"""

from datetime import UTC, datetime
from typing import Final

from flask import request
from werkzeug.wrappers import Response

from meetings.domain.devices import PROOF_LASTS, is_proof, proof_of
from meetings.domain.panel.panel_errors import PanelNotProved
from meetings.queries.panel.holders import Holder, holder_of
from meetings.web.registrations import keys

BELOW: Final = "/speak/<token>/"


def guard() -> None:
    """Let nothing below a panel's page be asked by a browser that has not proved itself.

    Raises: LinkDead, PanelNotProved.
    """
    if request.url_rule is not None and BELOW in request.url_rule.rule:
        proved(str((request.view_args or {})["token"]))


def proved(token: str) -> Holder:
    """Give who holds a link, if this browser has proved that it is theirs.

    Raises: LinkDead, PanelNotProved.
    """
    holder = holder_of(token, keys(), datetime.now(UTC))
    if not is_proved(holder):
        raise PanelNotProved()
    return holder


def is_proved(holder: Holder) -> bool:
    """Say whether this browser has proved itself, by this very link."""
    given = request.cookies.get(_name(holder), "")
    return is_proof(keys(), given, holder.bearer, holder.generation, datetime.now(UTC))


def keep_proof(answer: Response, holder: Holder, now: datetime) -> None:
    """Let a browser keep what proves it."""
    answer.set_cookie(
        _name(holder),
        proof_of(keys(), holder.bearer, holder.generation, now),
        max_age=int(PROOF_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def forget_proof(answer: Response, holder: Holder) -> None:
    """Let a browser forget what proves it."""
    answer.delete_cookie(_name(holder), httponly=True, samesite="Lax", secure=request.is_secure)


def _name(holder: Holder) -> str:
    return f"panel_{holder.bearer.replace(':', '_')}"
