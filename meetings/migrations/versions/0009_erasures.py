"""Who was erased, and addresses of people's own calendars."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Add the table, and an address of their calendar for whoever was given the link to their registrations."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_erasures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_key"), "erasures", ["key"])
    op.create_index(op.f("ix_erasures_person_id"), "erasures", ["person_id"])
    _add_feeds()


def _add_feeds() -> None:
    links = sa.table(
        "links",
        *(sa.column(name) for name in ("id", "purpose", "bearer", "generation")),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("withdrawn_at", sa.DateTime(timezone=True)),
    )
    stands = sa.and_(links.c.purpose == "me", links.c.withdrawn_at.is_(None))
    given = op.get_bind().execute(sa.select(links.c.bearer, links.c.created_at).where(stands)).all()
    rows = [
        {
            "id": "".join(secrets.choice(ALPHABET) for _letter in range(12)),
            "purpose": "feed",
            "bearer": bearer,
            "generation": 1,
            "created_at": created_at,
        }
        for bearer, created_at in given
    ]
    if rows:
        op.bulk_insert(links, rows)


def downgrade() -> None:
    """Drop the addresses and the table."""
    op.execute("DELETE FROM links WHERE purpose = 'feed'")
    op.drop_index(op.f("ix_erasures_person_id"), table_name="erasures")
    op.drop_index(op.f("ix_erasures_key"), table_name="erasures")
    op.drop_table("erasures")
