"""Other ways into a meeting, how many people a row of attendance stands for, and one entry a registration."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
ENTRY = "uq_attendances_entry"
DOOR = sa.text("source = 'door'")
# Two presses at the same moment could leave two rows for one entry; they cover the same time.
SECOND_ENTRIES = """
DELETE FROM attendances WHERE source = 'door' AND registration_id IS NOT NULL AND id NOT IN (
    SELECT min(id) FROM attendances WHERE source = 'door' AND registration_id IS NOT NULL
    GROUP BY registration_id, slot_id
)
"""


def upgrade() -> None:
    """Add both columns, and the index that keeps an entry from being noted twice."""
    number = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    with op.batch_alter_table("slots") as table:
        table.add_column(sa.Column("channels", JSON, nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("slots") as table:
        table.alter_column("channels", server_default=None)
    with op.batch_alter_table("attendances") as table:
        table.add_column(sa.Column("people", number, nullable=False, server_default=sa.text("1")))
        table.create_check_constraint("people", "people > 0")
    with op.batch_alter_table("attendances") as table:
        table.alter_column("people", server_default=None)
    op.execute(SECOND_ENTRIES)
    op.create_index(
        ENTRY,
        "attendances",
        ["registration_id", "slot_id"],
        unique=True,
        sqlite_where=DOOR,
        postgresql_where=DOOR,
    )


def downgrade() -> None:
    """Drop the index and both columns."""
    op.drop_index(ENTRY, table_name="attendances")
    with op.batch_alter_table("attendances") as table:
        table.drop_constraint(op.f("ck_attendances_people"), type_="check")
        table.drop_column("people")
    with op.batch_alter_table("slots") as table:
        table.drop_column("channels")
