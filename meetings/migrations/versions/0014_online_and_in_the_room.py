"""Places online and in the room, and the number in line with which somebody began to wait."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
ROOM = "FROM seats AS room WHERE room.slot_id = seats.slot_id AND room.kind = 'room'"


def upgrade() -> None:
    """Add the columns; every place there is, is one online."""
    with op.batch_alter_table("places") as batch:
        batch.add_column(sa.Column("mode", sa.String(), server_default="online", nullable=False))
        batch.add_column(sa.Column("first_rank", NUMBER, nullable=True))
    with op.batch_alter_table("places") as batch:
        batch.alter_column("mode", server_default=None)
        batch.drop_index("ix_places_line")
        batch.create_index("ix_places_line", ["slot_id", "mode", "state", "position"])


def downgrade() -> None:
    """Drop them; seats and waiting of the room are counted online then."""
    for count in ("taken", "waiting", "line"):
        more = f"(SELECT sum(room.{count}) {ROOM})"
        op.execute(f"UPDATE seats SET {count} = {count} + coalesce({more}, 0) WHERE kind = 'online'")
    op.execute("DELETE FROM seats WHERE kind = 'room'")
    with op.batch_alter_table("places") as batch:
        batch.drop_index("ix_places_line")
        batch.drop_column("first_rank")
        batch.drop_column("mode")
        batch.create_index("ix_places_line", ["slot_id", "state", "position"])
