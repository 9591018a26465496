"""Announcements elsewhere with the times they state, and when a document was put there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column; a document that nobody changed was put there when it was last touched."""
    number = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "announcements",
        sa.Column("id", number, nullable=False),
        sa.Column("session_id", number, nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("versions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("noted_at", instant, nullable=False),
        sa.Column("told_at", instant, nullable=True),
        sa.Column("revision", number, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_announcements_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index(op.f("ix_announcements_session_id"), "announcements", ["session_id"])
    with op.batch_alter_table("materials") as batch:
        batch.add_column(sa.Column("published_at", instant, nullable=True))
    op.execute("UPDATE materials SET published_at = updated_at WHERE revision = 1")


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("materials") as batch:
        batch.drop_column("published_at")
    op.drop_index(op.f("ix_announcements_session_id"), "announcements")
    op.drop_table("announcements")
