"""Who a row of an attendance file is, decided by a person: by what rows are known again, and the decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
NOT_UNDONE = sa.text("undone_at IS NULL")


def upgrade() -> None:
    """Add columns and table; rows of files that count already are each decided for themselves."""
    with op.batch_alter_table("attendances") as table:
        for name in ("row_key", "said_role", "said_country"):
            table.add_column(sa.Column(name, sa.String(), nullable=True))
        table.create_index("ix_attendances_row_key", ["slot_id", "row_key"])
    op.execute("UPDATE attendances SET said_role = role WHERE import_id IS NOT NULL")
    op.execute(
        "UPDATE attendances SET row_key = 'row:' || CAST(id AS TEXT) WHERE import_id IS NOT NULL"
        " AND person_id IS NULL AND (name IS NOT NULL OR address IS NOT NULL)"
    )
    op.create_table(
        "attendance_decisions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_attendance_decisions_slot_id_slots")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_attendance_decisions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_decisions")),
    )
    for name in ("slot_id", "person_id", "act"):
        op.create_index(op.f(f"ix_attendance_decisions_{name}"), "attendance_decisions", [name])
    op.create_index(
        "uq_attendance_decisions_standing",
        "attendance_decisions",
        ["slot_id", "row_key"],
        unique=True,
        sqlite_where=NOT_UNDONE,
        postgresql_where=NOT_UNDONE,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("attendance_decisions")
    with op.batch_alter_table("attendances") as table:
        table.drop_index("ix_attendances_row_key")
        for name in ("said_country", "said_role", "row_key"):
            table.drop_column(name)
