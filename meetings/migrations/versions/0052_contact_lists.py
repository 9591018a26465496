"""Contact lists: when one was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add when a list was last used."""
    op.add_column("contact_lists", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("contact_lists") as table:
        table.drop_column("last_used_at")
