"""What programs may do with conferences, all of it."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api.cop import (
    accreditation,
    admissions,
    badges,
    badges_desk,
    conference_letters,
    conferences,
    credentials,
    credentials_desk,
    delegations,
    gate,
    naming,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    accreditation.blueprint,
    admissions.blueprint,
    badges.blueprint,
    badges_desk.blueprint,
    conference_letters.blueprint,
    conferences.blueprint,
    credentials.blueprint,
    credentials_desk.blueprint,
    delegations.blueprint,
    gate.blueprint,
    naming.blueprint,
)
