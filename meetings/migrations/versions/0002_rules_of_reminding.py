"""Rules of reminding, by programme, stream and session."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the rules; none are set, so that those of the house hold."""
    kind = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    for table in ("programmes", "streams", "sessions"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("reminders", kind, nullable=True))


def downgrade() -> None:
    """Drop the rules."""
    for table in ("programmes", "streams", "sessions"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("reminders")
