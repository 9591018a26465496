"""Domains and their pace, leases of processes, and the zone data that instants were derived from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
WAITING = sa.text("state IN ('due', 'retry')")


def upgrade() -> None:
    """Add tables, columns and the index by which what waits is found."""
    op.create_table(
        "paces",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("minute_at", INSTANT, nullable=False),
        sa.Column("taken", NUMBER, nullable=False),
        sa.Column("rests_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_paces")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("held_until", INSTANT, nullable=False),
        sa.Column("fence", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "zone_data_used",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("moved", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_zone_data_used")),
    )
    _add_filled("heartbeats", sa.Column("troubles", JSON, server_default="{}", nullable=False))
    _add_filled("mailboxes", sa.Column("domain", sa.String(), server_default="", nullable=False))
    mailboxes = sa.table("mailboxes", sa.column("id"), sa.column("address_key"), sa.column("domain"))
    found = op.get_bind().execute(sa.select(mailboxes.c.id, mailboxes.c.address_key)).all()
    for number, key in found:
        domain = key.rpartition("@")[2]
        op.execute(mailboxes.update().where(mailboxes.c.id == number).values(domain=domain))
    op.drop_index("ix_messages_due", "messages")
    op.create_index("ix_messages_lease", "messages", ["state", "lease_until"])
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["priority", "due_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def _add_filled(table: str, column: sa.Column) -> None:
    """Add a column that rows there are get a value for, and that has no default afterwards."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column.name, server_default=None)


def downgrade() -> None:
    """Drop what was added."""
    op.drop_index("ix_messages_waiting", "messages")
    op.drop_index("ix_messages_lease", "messages")
    op.create_index("ix_messages_due", "messages", ["state", "due_at"])
    with op.batch_alter_table("mailboxes") as batch:
        batch.drop_column("domain")
    with op.batch_alter_table("heartbeats") as batch:
        batch.drop_column("troubles")
    for table in ("zone_data_used", "leases", "paces"):
        op.drop_table(table)
