"""Offers of seats, and the day and hour of a weekly mail."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the settings and the time an offer stands; nothing is offered, and no weekly mail is sent."""
    number = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    with op.batch_alter_table("programmes") as batch:
        batch.add_column(sa.Column("digest", sa.String(), nullable=True))
        batch.add_column(sa.Column("offer_hours", number, nullable=True))
    with op.batch_alter_table("places") as batch:
        batch.add_column(sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
        batch.create_index(
            "ix_places_offered",
            ["offered_until"],
            sqlite_where=sa.text("offered_until IS NOT NULL"),
            postgresql_where=sa.text("offered_until IS NOT NULL"),
        )


def downgrade() -> None:
    """Drop them; who is offered a seat then waits again."""
    waits = "UPDATE places SET state = 'waiting' WHERE state = 'offered'"
    count = "(SELECT count(*) FROM places WHERE places.slot_id = seats.slot_id AND places.state = 'offered')"
    op.execute(f"UPDATE seats SET taken = taken - {count}, waiting = waiting + {count}")
    op.execute(waits)
    with op.batch_alter_table("places") as batch:
        batch.drop_index("ix_places_offered")
        batch.drop_column("offered_until")
    with op.batch_alter_table("programmes") as batch:
        batch.drop_column("offer_hours")
        batch.drop_column("digest")
