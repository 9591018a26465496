"""Codes for devices: when the last ones were asked for, and up to which they are spent, so that several hold."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0043"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Add both; of those asked for before, none waits any more."""
    with op.batch_alter_table("device_codes") as table:
        table.add_column(sa.Column("spent", NUMBER, nullable=False, server_default="0"))
        table.add_column(sa.Column("lately", JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("device_codes") as table:
        table.alter_column("spent", existing_type=NUMBER, server_default=None)
        table.alter_column("lately", existing_type=JSON, server_default=None)


def downgrade() -> None:
    """Take both away."""
    with op.batch_alter_table("device_codes") as table:
        table.drop_column("lately")
        table.drop_column("spent")
