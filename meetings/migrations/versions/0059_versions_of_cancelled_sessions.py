"""Raise the versions of slots whose session is cancelled, so that what calendars tell of them does not fall."""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

OFF = (
    "SELECT slots.id FROM slots JOIN sessions ON sessions.id = slots.session_id "
    "WHERE sessions.state = 'cancelled'"
)
PRESENT = "(SELECT slots.version FROM slots WHERE slots.id = {table}.slot_id)"
KEPT = "local_start, zone, fold, starts_at, minutes, state, platform_kind, platform_address, changed_at"


def upgrade() -> None:
    """Give each a version that reads as the one before it; until now calendars told one more than that.

    Whoever was told of the one before, or is about to be, hears nothing again.
    """
    place, notice = PRESENT.format(table="places"), PRESENT.format(table="notices")
    op.execute(
        f"UPDATE places SET told_version = told_version + 1 WHERE slot_id IN ({OFF}) AND told_version = {place}"
    )
    op.execute(
        f"UPDATE notices SET occasion = CAST({notice} + 1 AS VARCHAR) WHERE slot_id IN ({OFF}) "
        f"AND kind IN ('change', 'cancellation') AND occasion = CAST({notice} AS VARCHAR)"
    )
    op.execute(
        f"INSERT INTO slot_versions (slot_id, version, changed_by, {KEPT}) "
        f"SELECT slot_id, version + 1, 'migration', {KEPT} FROM slot_versions "
        f"WHERE slot_id IN ({OFF}) AND version = {PRESENT.format(table='slot_versions')}"
    )
    op.execute(f"UPDATE slots SET version = version + 1, revision = revision + 1 WHERE id IN ({OFF})")


def downgrade() -> None:
    """Leave the versions: what calendars told must not fall."""
