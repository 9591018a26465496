"""Calendars of other conventions, and the meetings read from them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "foreign_calendars",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("tried_at", INSTANT, nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=True),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("problem", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("modified", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_calendars")),
        sa.UniqueConstraint("key", name=op.f("uq_foreign_calendars_key")),
    )
    op.create_index(op.f("ix_foreign_calendars_due_at"), "foreign_calendars", ["due_at"])
    op.create_table(
        "foreign_meetings",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("calendar_id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("modified_at", INSTANT, nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["foreign_calendars.id"], name=op.f("fk_foreign_meetings_calendar_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_meetings")),
        sa.UniqueConstraint(
            "calendar_id", "uid", "occurrence", name=op.f("uq_foreign_meetings_calendar_id_uid_occurrence")
        ),
    )
    op.create_index(op.f("ix_foreign_meetings_days"), "foreign_meetings", ["starts_on", "ends_on"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("foreign_meetings")
    op.drop_table("foreign_calendars")
