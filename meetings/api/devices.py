"""Proving that a link is in the hands of whoever it is for: a code that is mailed, and what proves it from then on."""

from datetime import datetime
from typing import Any, Final

from flask import request

from meetings.api.access import keys
from meetings.api.described import instant, text, typed
from meetings.api.shapes import Given, Shown, rfc3339
from meetings.domain.devices import PROOF_LASTS, proof_of

PROOF: Final = "Device-Proof"
CODE_LENGTH: Final = 200
# Beside the token, each of these operations takes the proof.
HEADER: Final = [
    {
        "in": "header",
        "name": PROOF,
        "schema": {"type": "string", "example": "1798300800.kJ3x9"},
        "description": "What `…/me/devices` gave for the code that was mailed.",
    }
]


class DeviceCodeIn(Given):
    """The code that was mailed, as it is read or heard."""

    code = typed("bafu-miko-sera")


class DeviceProofOut(Shown):
    """What proves the device: sent as `Device-Proof` beside the token, until it ends or the link is renewed."""

    proof = text("1798300800.kJ3x9")
    until = instant(allow_none=False)


def given_proof(cookie: str) -> str:
    """Give the proof that came with the request: as a header, or as the cookie of the page."""
    return request.headers.get(PROOF, "") or request.cookies.get(cookie, "")


def proof_body(holder: str, generation: int, now: datetime) -> dict[str, Any]:
    """Write what proves a device of a holder from now on."""
    return {"proof": proof_of(keys(), holder, generation, now), "until": rfc3339(now + PROOF_LASTS)}
