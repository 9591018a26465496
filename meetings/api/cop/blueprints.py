"""What programs may do with conferences, all of it."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api.cop import (
    accreditation,
    admissions,
    badges,
    badges_desk,
    conference_letters,
    conference_papers,
    conferences,
    connection_tests,
    credentials,
    credentials_desk,
    delegations,
    followup,
    funding,
    gate,
    journal,
    kronos,
    lists,
    naming,
    observers,
    parties,
    side_events,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    accreditation.blueprint,
    admissions.blueprint,
    badges.blueprint,
    badges_desk.blueprint,
    conference_letters.blueprint,
    conference_papers.blueprint,
    conferences.blueprint,
    connection_tests.blueprint,
    credentials.blueprint,
    credentials_desk.blueprint,
    delegations.blueprint,
    followup.blueprint,
    funding.blueprint,
    gate.blueprint,
    journal.blueprint,
    kronos.blueprint,
    lists.blueprint,
    naming.blueprint,
    observers.blueprint,
    parties.blueprint,
    side_events.blueprint,
)
