"""Entering a conference: whose part in a segment a row of presence is of, and tests of connections."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
DOOR = sa.text("source = 'door'")
BOOKED = sa.text("state = 'booked'")


def upgrade() -> None:
    """Add the column, and the tables of times and tests."""
    with op.batch_alter_table("attendances") as table:
        table.add_column(sa.Column("participation_id", sa.String(), nullable=True))
        table.create_foreign_key(
            "fk_attendances_participation_id", "participations", ["participation_id"], ["id"]
        )
        table.create_index("ix_attendances_participation_id", ["participation_id"])
        table.create_index(
            "uq_attendances_delegate",
            ["participation_id", "slot_id"],
            unique=True,
            sqlite_where=DOOR,
            postgresql_where=DOOR,
        )
    op.create_table(
        "connection_times",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("local_start", sa.DateTime(timezone=False), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("fold", NUMBER, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("minutes", NUMBER, nullable=False),
        sa.Column("capacity", NUMBER, nullable=False),
        sa.Column("taken", NUMBER, nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_connection_times_seats")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_connection_times_minutes")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_connection_times_segment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_connection_times"),
    )
    op.create_index("ix_connection_times_segment", "connection_times", ["segment_id", "starts_at"])
    op.create_table(
        "connection_tests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("participation_id", sa.String(), nullable=False),
        sa.Column("time_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("booked_at", INSTANT, nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("sound", "video", "channel", "line", "note")),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name="fk_connection_tests_participation_id"
        ),
        sa.ForeignKeyConstraint(["time_id"], ["connection_times.id"], name="fk_connection_tests_time_id"),
        sa.PrimaryKeyConstraint("id", name="pk_connection_tests"),
    )
    op.create_index("ix_connection_tests_participation", "connection_tests", ["participation_id"])
    op.create_index("ix_connection_tests_time", "connection_tests", ["time_id"])
    op.create_index(
        "uq_connection_tests_booked",
        "connection_tests",
        ["participation_id"],
        unique=True,
        sqlite_where=BOOKED,
        postgresql_where=BOOKED,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("connection_tests")
    op.drop_table("connection_times")
    op.drop_index("uq_attendances_delegate", table_name="attendances")
    with op.batch_alter_table("attendances") as table:
        table.drop_constraint("fk_attendances_participation_id", type_="foreignkey")
        table.drop_index("ix_attendances_participation_id")
        table.drop_column("participation_id")
