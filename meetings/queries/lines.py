"""Where people stand in line: how many wait before them now, whatever numbers were given and given back."""

from collections.abc import Collection

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from meetings.domain.codes import PlaceState
from meetings.extensions import db
from meetings.models.registrations import Place


def ranks(registration_ids: Collection[str]) -> dict[tuple[str, int], int]:
    """Count for each part that waits those up to and including it in its line: 1 is the next to be served.

    Gives: the rank by registration and part.
    """
    if not registration_ids:
        return {}
    mine, before = aliased(Place), aliased(Place)
    in_line = and_(
        before.slot_id == mine.slot_id,
        before.mode == mine.mode,
        before.state == PlaceState.WAITING,
        before.position <= mine.position,
    )
    rows = db.session.execute(
        select(mine.registration_id, mine.part, func.count(before.id))
        .join(before, in_line)
        .where(mine.registration_id.in_(registration_ids), mine.state == PlaceState.WAITING)
        .group_by(mine.registration_id, mine.part)
    )
    return {(row[0], row[1]): row[2] for row in rows}
