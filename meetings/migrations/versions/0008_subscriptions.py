"""Subscriptions to a stream or a season, and what they leave out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nobody follows anything yet."""
    number = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "subscriptions",
        sa.Column("id", number, nullable=False),
        sa.Column("person_id", number, nullable=False),
        sa.Column("programme_id", number, nullable=False),
        sa.Column("stream_id", number, nullable=True),
        sa.Column("held_twice", sa.String(), nullable=False),
        sa.Column("consents", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("followed", number, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("revision", number, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_subscriptions_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_subscriptions_programme_id")),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name=op.f("fk_subscriptions_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    for name, columns, condition in (
        ("uq_subscriptions_stream", ["person_id", "programme_id", "stream_id"], "ended_at IS NULL"),
        ("uq_subscriptions_whole", ["person_id", "programme_id"], "ended_at IS NULL AND stream_id IS NULL"),
    ):
        where = sa.text(condition)
        op.create_index(
            name, "subscriptions", columns, unique=True, sqlite_where=where, postgresql_where=where
        )
    op.create_table(
        "subscription_exceptions",
        sa.Column("subscription_id", number, nullable=False),
        sa.Column("session_id", number, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_subscription_exceptions_subscription_id"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_subscription_exceptions_session_id")
        ),
        sa.PrimaryKeyConstraint("subscription_id", "session_id", name=op.f("pk_subscription_exceptions")),
    )
    with op.batch_alter_table("registrations") as batch:
        batch.add_column(sa.Column("subscription_id", number, nullable=True))
        batch.create_index("ix_registrations_subscription_id", ["subscription_id"])
        batch.create_foreign_key(
            op.f("fk_registrations_subscription_id"), "subscriptions", ["subscription_id"], ["id"]
        )


def downgrade() -> None:
    """Drop them; registrations that came from a subscription stay."""
    with op.batch_alter_table("registrations") as batch:
        batch.drop_constraint("fk_registrations_subscription_id", type_="foreignkey")
        batch.drop_index("ix_registrations_subscription_id")
        batch.drop_column("subscription_id")
    op.drop_table("subscription_exceptions")
    op.drop_table("subscriptions")
