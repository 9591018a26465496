"""Webhooks: addresses, what they want, events, their deliveries, and each attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("generation", NUMBER, nullable=False),
        sa.Column("old_until", INSTANT, nullable=True),
        sa.Column("paused", sa.String(), nullable=True),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.Column("failures", NUMBER, nullable=False),
        *(
            sa.Column(name, INSTANT, nullable=True)
            for name in ("failing_since", "wait_until", "tried_at", "sent_at", "given_up_at")
        ),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_index("ix_webhooks_owner", "webhooks", ["owner"])
    op.create_table(
        "webhook_wants",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_webhook_wants_webhook_id"),
        sa.PrimaryKeyConstraint("type", "webhook_id", name="pk_webhook_wants"),
    )
    op.create_index("ix_webhook_wants_webhook_id", "webhook_wants", ["webhook_id"])
    _events()
    _deliveries()


def _events() -> None:
    op.create_table(
        "webhook_events",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=True),
        sa.Column("session_id", NUMBER, nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("laid_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_events"),
        sa.UniqueConstraint("name", name="uq_webhook_events_name"),
    )
    is_waiting = sa.text("laid_at IS NULL")
    op.create_index(
        "ix_webhook_events_waiting",
        "webhook_events",
        ["id"],
        sqlite_where=is_waiting,
        postgresql_where=is_waiting,
    )
    op.create_index("ix_webhook_events_subject", "webhook_events", ["subject", "type"])


def _deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("replays", sa.String(), nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("laid_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_webhook_deliveries_webhook_id"),
        sa.ForeignKeyConstraint(["event_id"], ["webhook_events.id"], name="fk_webhook_deliveries_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
        sa.UniqueConstraint("name", name="uq_webhook_deliveries_name"),
    )
    table, is_due = "webhook_deliveries", sa.text("state = 'due'")
    op.create_index("ix_webhook_deliveries_webhook_id", table, ["webhook_id", "id"])
    op.create_index("ix_webhook_deliveries_event_id", table, ["event_id"])
    op.create_index(
        "ix_webhook_deliveries_due",
        table,
        ["webhook_id", "id"],
        sqlite_where=is_due,
        postgresql_where=is_due,
    )
    op.create_table(
        "webhook_attempts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("delivery_id", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("status", NUMBER, nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("milliseconds", NUMBER, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["webhook_deliveries.id"], name="fk_webhook_attempts_delivery_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_attempts"),
    )
    op.create_index("ix_webhook_attempts_delivery_id", "webhook_attempts", ["delivery_id"])
    op.create_index("ix_webhook_attempts_at", "webhook_attempts", ["at"])


def downgrade() -> None:
    """Take them away."""
    for table in ("webhook_attempts", "webhook_deliveries", "webhook_events", "webhook_wants", "webhooks"):
        op.drop_table(table)
