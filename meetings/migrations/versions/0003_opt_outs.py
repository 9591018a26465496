"""Wishes not to get mails of a scope."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the wishes."""
    number = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    op.create_table(
        "opt_outs",
        sa.Column("person_id", number, nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_opt_outs_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "scope", name=op.f("pk_opt_outs")),
    )


def downgrade() -> None:
    """Drop the wishes."""
    op.drop_table("opt_outs")
