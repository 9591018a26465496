"""Partners in grants and tokens, keys of people, and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
WHERE = ("user_id", "role", "programme", "stream")


def upgrade() -> None:
    """Add the columns, empty for every grant there is, and the tables."""
    for name in ("grants", "api_tokens"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("partner", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("grants") as table:
        table.alter_column("partner", server_default=None)
        table.drop_constraint(_unique(*WHERE), type_="unique")
        table.create_unique_constraint(_unique(*WHERE, "partner"), [*WHERE, "partner"])
    with op.batch_alter_table("api_tokens") as table:
        table.alter_column("partner", server_default=None)
    op.create_table(
        "person_keys",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_keys_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_keys")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("user_id", "address", "form", name=op.f("uq_drafts_user_id_address_form")),
    )
    op.create_index(op.f("ix_drafts_updated_at"), "drafts", ["updated_at"])


def downgrade() -> None:
    """Drop them; what only a partner's grants and tokens opened is closed, rather than opened wider."""
    op.drop_table("drafts")
    op.drop_table("person_keys")
    op.execute("DELETE FROM grants WHERE partner <> ''")
    op.execute("UPDATE api_tokens SET withdrawn_at = created_at WHERE partner <> ''")
    with op.batch_alter_table("grants") as table:
        table.drop_constraint(_unique(*WHERE, "partner"), type_="unique")
        table.create_unique_constraint(_unique(*WHERE), list(WHERE))
        table.drop_column("partner")
    with op.batch_alter_table("api_tokens") as table:
        table.drop_column("partner")


def _unique(*columns: str) -> str:
    return op.f(f"uq_grants_{'_'.join(columns)}")
