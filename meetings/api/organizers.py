"""What programs of organizers can do: seasons and sessions, panels, surveys, and the live hour."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api import (
    board,
    certificate_desk,
    documents,
    glance,
    platforms,
    publishing,
    recordings,
    releases,
    report_publishing,
    slot_looks,
    survey_results,
    surveys,
    telling,
)
from meetings.api.live import answers, floor, hour, interpretation, run_sheets
from meetings.api.panel import panelists, panels
from meetings.api.panel import papers as panel_papers

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    publishing.blueprint,
    board.blueprint,
    documents.blueprint,
    recordings.blueprint,
    releases.blueprint,
    surveys.blueprint,
    survey_results.blueprint,
    panels.blueprint,
    panelists.blueprint,
    panel_papers.blueprint,
    telling.blueprint,
    certificate_desk.blueprint,
    report_publishing.blueprint,
    slot_looks.blueprint,
    run_sheets.blueprint,
    interpretation.blueprint,
    hour.blueprint,
    answers.blueprint,
    floor.blueprint,
    platforms.blueprint,
    glance.blueprint,
)
