"""Accounts at platforms, the meetings made there, and people's own ways in."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def _key(table: str, column: str, to: str, cascade: bool = False) -> sa.ForeignKeyConstraint:
    ondelete = "CASCADE" if cascade else None
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete=ondelete)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "platform_accounts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("problem", JSON, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("rests_until", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_platform_accounts"),
    )
    op.create_table(
        "platform_defaults",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        _key("platform_defaults", "account_id", "platform_accounts.id"),
        _key("platform_defaults", "programme_id", "programmes.id", True),
        sa.PrimaryKeyConstraint("programme_id", name="pk_platform_defaults"),
    )
    op.create_table(
        "platform_choices",
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("account_id", NUMBER, nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        _key("platform_choices", "account_id", "platform_accounts.id"),
        _key("platform_choices", "slot_id", "slots.id", True),
        sa.PrimaryKeyConstraint("slot_id", name="pk_platform_choices"),
    )
    op.create_table(
        "platform_meetings",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("host", sa.String(), nullable=True),
        sa.Column("told", JSON, nullable=False),
        sa.Column("claim", NUMBER, nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("problem", JSON, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("looked_at", INSTANT, nullable=True),
        sa.Column("fetches", NUMBER, nullable=False),
        sa.Column("attendance_at", INSTANT, nullable=True),
        sa.Column("recordings_at", INSTANT, nullable=True),
        _key("platform_meetings", "account_id", "platform_accounts.id"),
        _key("platform_meetings", "slot_id", "slots.id", True),
        sa.PrimaryKeyConstraint("id", name="pk_platform_meetings"),
        sa.UniqueConstraint("reference", name="uq_platform_meetings_reference"),
        sa.UniqueConstraint("slot_id", "account_id", name="uq_platform_meetings_slot_id_account_id"),
    )
    op.create_table(
        "platform_ways",
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        _key("platform_ways", "meeting_id", "platform_meetings.id", True),
        _key("platform_ways", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("meeting_id", "reference", name="pk_platform_ways"),
    )
    op.create_index("ix_platform_defaults_account_id", "platform_defaults", ["account_id"])
    op.create_index("ix_platform_choices_account_id", "platform_choices", ["account_id"])
    op.create_index("ix_platform_meetings_account_id", "platform_meetings", ["account_id"])
    op.create_index("ix_platform_meetings_due", "platform_meetings", ["state", "due_at"])
    op.create_index("ix_platform_ways_person_id", "platform_ways", ["person_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("ways", "meetings", "choices", "defaults", "accounts"):
        op.drop_table(f"platform_{table}")
