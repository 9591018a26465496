"""What programs of organizers can do: seasons and sessions, panels, surveys, and the live hour."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api import board, documents, publishing, recordings, releases, survey_results, surveys
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
)
