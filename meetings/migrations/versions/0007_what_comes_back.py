"""Mails that came in, and what they say of mailboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MARKS = ("failed_at", "failed_reason", "complained_at")


def upgrade() -> None:
    """Add the table and the marks."""
    op.create_table(
        "inbound",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("handled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_inbound_message_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbound")),
    )
    op.create_index("ix_inbound_kind", "inbound", ["kind", "received_at"])
    op.create_index(op.f("ix_inbound_message_id"), "inbound", ["message_id"])
    with op.batch_alter_table("mailboxes") as table:
        for name in MARKS:
            kind = sa.String() if name == "failed_reason" else sa.DateTime(timezone=True)
            table.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Drop the marks and the table."""
    with op.batch_alter_table("mailboxes") as table:
        for name in reversed(MARKS):
            table.drop_column(name)
    op.drop_index(op.f("ix_inbound_message_id"), table_name="inbound")
    op.drop_index("ix_inbound_kind", table_name="inbound")
    op.drop_table("inbound")
