"""What platforms tell while a time is held: their events, the rows that follow, and the number of a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WAITING = sa.text("handled_at IS NULL")
STANDS = sa.text("connection IS NOT NULL AND withdrawn_at IS NULL")
TEXTS = ("platform", "key", "event", "kind", "meeting", "run", "connection", "name", "address", "reference")


def upgrade() -> None:
    """Add the table of events, and columns of rows and slots."""
    op.create_table(
        "hook_events",
        sa.Column("id", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=True),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_hook_events_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_events")),
        sa.UniqueConstraint("platform", "key", name=op.f("uq_hook_events_platform_key")),
    )
    op.create_index(
        "ix_hook_events_waiting", "hook_events", ["id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_hook_events_connection", "hook_events", ["slot_id", "platform", "connection"])
    op.create_index("ix_hook_events_meeting", "hook_events", ["meeting", "kind"])
    with op.batch_alter_table("attendances") as table:
        table.add_column(sa.Column("connection", sa.String(), nullable=True))
        table.add_column(sa.Column("withdrawn_at", INSTANT, nullable=True))
    op.create_index(
        "uq_attendances_told",
        "attendances",
        ["slot_id", "source", "connection", "joined_at"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    with op.batch_alter_table("slots") as table:
        table.add_column(sa.Column("platform_meeting", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("slots") as table:
        table.drop_column("platform_meeting")
    op.drop_index("uq_attendances_told", table_name="attendances")
    with op.batch_alter_table("attendances") as table:
        table.drop_column("withdrawn_at")
        table.drop_column("connection")
    op.drop_table("hook_events")
