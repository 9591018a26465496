"""What organizers set for the panels of a programme: whether slides are taken, and who signs letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.errors import NotFound, Stale
from meetings.domain.panel.letters import check_line
from meetings.domain.panel.slides import check_rule
from meetings.extensions import db, transaction
from meetings.models.panel.papers import PanelSettings
from meetings.models.programmes import Programme
from meetings.services.audit import note


def set_panels(programme: str, typed: dict[str, str], seen: int, *, now: datetime, actor: str) -> None:
    """Set whether slides are taken and for whom, and who signs letters; what is not typed stays.

    Takes: `slides`, `signatory`, `signatory_title`; `seen`, the revision that the form showed, 0 for none yet.
    Raises: NotFound; NotAChoice, TooLong, NotOneLine, with the field; Stale.
    """
    values: dict[str, Any] = {}
    if "slides" in typed:
        values["slides"] = str(check_rule(typed["slides"]))
    for name in ("signatory", "signatory_title"):
        if name in typed:
            values[name] = check_line(typed[name], name)
    with transaction():
        number = db.session.scalar(select(Programme.id).where(Programme.slug == programme).with_for_update())
        if number is None:
            raise NotFound()
        row = db.session.get(PanelSettings, number)
        current = row.revision if row else 0
        if current != seen:
            raise Stale(current=current)
        before = {name: getattr(row, name) for name in values} if row else {}
        if row is None:
            row = PanelSettings(programme_id=number, revision=0)
            db.session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.revision, row.updated_at = row.revision + 1, now
        note(now, actor, "panel.settings", f"programme:{programme}", before=before, after=values)
