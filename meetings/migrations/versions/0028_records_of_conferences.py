"""What is on record of a conference beside its meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the table of who presided, what was decided, and which groups met."""
    op.create_table(
        "conference_records",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("segment_id", NUMBER, nullable=True),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", JSON, nullable=False),
        sa.Column("people", JSON, nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_conference_records_programme_id"),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_conference_records_segment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conference_records"),
        sa.UniqueConstraint("programme_id", "slug", name="uq_conference_records_programme_id_slug"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("conference_records")
