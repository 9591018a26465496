"""Phrases that staff chose, and rests of sending."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    number = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    op.create_table(
        "mail_phrases",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("revision", number, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "language", name=op.f("pk_mail_phrases")),
    )
    op.create_table(
        "pauses",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pauses")),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("pauses")
    op.drop_table("mail_phrases")
