"""The parts of the API for participants, speakers and focal points, most of them by the tokens of their own links."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api import (
    joining,
    link_asking,
    many,
    mine,
    opt_outs,
    own_certificates,
    survey_answers,
    verifying,
)
from meetings.api.cop import my_meetings

PARTICIPANTS: Final[tuple[Blueprint, ...]] = (
    mine.blueprint,
    own_certificates.blueprint,
    many.blueprint,
    joining.blueprint,
    survey_answers.blueprint,
    opt_outs.blueprint,
    link_asking.blueprint,
    verifying.blueprint,
    my_meetings.blueprint,
)
