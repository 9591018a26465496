"""Addresses whose links were asked for, names that a mailbox refused, and what is known of mailboxes and names."""

import sqlalchemy as sa
from alembic import op

from meetings.domain.registrations import address_key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

HELD = sa.text("held_at IS NOT NULL")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Add the tables and the marks, and fold the addresses that are kept as new ones are."""
    op.create_table(
        "links_asked",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_links_asked")),
    )
    op.create_index("ix_links_asked_at", "links_asked", ["settled_at", "asked_at"])
    op.create_table(
        "refusals",
        sa.Column("mailbox_id", NUMBER, nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name=op.f("fk_refusals_mailbox_id")),
        sa.PrimaryKeyConstraint("mailbox_id", "name_key", name=op.f("pk_refusals")),
    )
    with op.batch_alter_table("mailboxes") as table:
        table.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_people_held", "people", ["held_at"], sqlite_where=HELD, postgresql_where=HELD)
    _fold()


def _fold() -> None:
    """Write domains in ASCII; where both forms of one are there already, each stays as it is."""
    mailboxes = sa.table("mailboxes", sa.column("id"), sa.column("address_key"), sa.column("domain"))
    store = op.get_bind()
    kept = {row.address_key: row.id for row in store.execute(sa.select(mailboxes))}
    for key, number in list(kept.items()):
        folded = address_key(key)
        if folded != key and folded not in kept:
            kept[folded] = number
            values = {"address_key": folded, "domain": folded.rpartition("@")[2]}
            store.execute(sa.update(mailboxes).where(mailboxes.c.id == number).values(values))


def downgrade() -> None:
    """Drop the marks and the tables."""
    op.drop_index("ix_people_held", table_name="people", sqlite_where=HELD, postgresql_where=HELD)
    with op.batch_alter_table("people") as table:
        table.drop_column("held_at")
    with op.batch_alter_table("mailboxes") as table:
        table.drop_column("proved_at")
    op.drop_table("refusals")
    op.drop_index("ix_links_asked_at", table_name="links_asked")
    op.drop_table("links_asked")
