"""Campaigns: what is written to lists of contacts, to whom it goes and when, and which links were followed."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
UNTOLD = sa.text("noticed_at IS NULL AND left_out IS NULL")


def upgrade() -> None:
    """Make the tables of campaigns."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("list_ids", JSON, nullable=False),
        sa.Column("texts", JSON, nullable=False),
        sa.Column("links", JSON, nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("send_on", sa.Date(), nullable=True),
        sa.Column("send_hour", NUMBER, nullable=False),
        sa.Column("counts_opens", sa.Boolean(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("scheduled_at", INSTANT, nullable=True),
        sa.Column("planned_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    op.create_table(
        "campaign_recipients",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("left_out", sa.String(), nullable=True),
        sa.Column("noticed_at", INSTANT, nullable=True),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_campaign_recipients_campaign_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_campaign_recipients_person_id"),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name="pk_campaign_recipients"),
        sa.UniqueConstraint("key", name="uq_campaign_recipients_key"),
    )
    op.create_index("ix_campaign_recipients_person_id", "campaign_recipients", ["person_id"])
    op.create_index(
        "ix_campaign_recipients_untold",
        "campaign_recipients",
        ["campaign_id", "due_at"],
        sqlite_where=UNTOLD,
        postgresql_where=UNTOLD,
    )
    op.create_table(
        "campaign_visits",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["campaign_recipients.key"], name="fk_campaign_visits_key"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_visits"),
    )
    op.create_index("ix_campaign_visits_key", "campaign_visits", ["key"])


def downgrade() -> None:
    """Take the tables away."""
    for table in ("campaign_visits", "campaign_recipients", "campaigns"):
        op.drop_table(table)
