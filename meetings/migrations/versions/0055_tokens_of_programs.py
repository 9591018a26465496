"""Tokens of programs: until when they are good, which acts of their role they are held to, and who made them."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the columns: tokens that there are stay good, for all that their role may do."""
    with op.batch_alter_table("api_tokens") as table:
        table.add_column(sa.Column("acts", JSON, nullable=True))
        table.add_column(sa.Column("created_by", sa.String(), nullable=True))
        table.add_column(sa.Column("expires_at", INSTANT, nullable=True))


def downgrade() -> None:
    """Drop them; a token that was held to some acts or to a time is closed, rather than opened wider."""
    op.execute(
        "UPDATE api_tokens SET withdrawn_at = created_at WHERE withdrawn_at IS NULL "
        "AND (acts IS NOT NULL OR expires_at IS NOT NULL)"
    )
    with op.batch_alter_table("api_tokens") as table:
        for name in ("acts", "created_by", "expires_at"):
            table.drop_column(name)
