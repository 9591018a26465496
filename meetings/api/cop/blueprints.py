"""What programs may do with conferences, all of it."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api.cop import badges, conferences, credentials, delegations

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    badges.blueprint,
    conferences.blueprint,
    credentials.blueprint,
    delegations.blueprint,
)
