"""The accreditation desk: doubles of whom both stand, and what a segment pays for."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "both_stand",
        sa.Column("low_id", sa.String(), nullable=False),
        sa.Column("high_id", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["low_id"], ["nominations.id"], name=op.f("fk_both_stand_low_id")),
        sa.ForeignKeyConstraint(["high_id"], ["nominations.id"], name=op.f("fk_both_stand_high_id")),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_both_stand")),
    )
    op.create_table(
        "funding_rules",
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("per_party", NUMBER, nullable=True),
        sa.Column("listed", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name=op.f("fk_funding_rules_segment_id")),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_funding_rules")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("funding_rules")
    op.drop_table("both_stand")
