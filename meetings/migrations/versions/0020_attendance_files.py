"""What is known of an attendance file: its hash, its encoding, what a person answered, and when it counted."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
STANDS = sa.text("state <> 'withdrawn'")


def upgrade() -> None:
    """Add the columns, and let one file stand once for a slot."""
    with op.batch_alter_table("imports") as table:
        table.add_column(sa.Column("digest", sa.String(), nullable=True))
        table.add_column(sa.Column("encoding", sa.String(), nullable=True))
        table.add_column(sa.Column("answers", JSON, nullable=False, server_default=sa.text("'{}'")))
        table.add_column(sa.Column("committed_at", INSTANT, nullable=True))
        table.add_column(sa.Column("withdrawn_at", INSTANT, nullable=True))
    with op.batch_alter_table("imports") as table:
        table.alter_column("answers", server_default=None)
    op.create_index(
        "uq_imports_standing",
        "imports",
        ["slot_id", "digest"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("uq_imports_standing", table_name="imports")
    with op.batch_alter_table("imports") as table:
        for name in ("withdrawn_at", "committed_at", "answers", "encoding", "digest"):
            table.drop_column(name)
