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
    public,
    survey_answers,
    verifying,
)
from meetings.api.cop import (
    applying,
    delegation_identities,
    delegation_letters,
    delegation_lists,
    delegation_people,
    delegation_sheets,
    delegation_statements,
    delegation_travel,
    my_meetings,
)
from meetings.api.live import moderators, own_hour
from meetings.api.panel import briefs, own_panels, own_papers, slides

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
    own_panels.blueprint,
    own_papers.blueprint,
    slides.blueprint,
    briefs.blueprint,
    delegation_people.blueprint,
    delegation_identities.blueprint,
    delegation_travel.blueprint,
    delegation_letters.blueprint,
    delegation_sheets.blueprint,
    delegation_lists.blueprint,
    delegation_statements.blueprint,
    own_hour.blueprint,
    moderators.blueprint,
    applying.blueprint,
    public.blueprint,
)
