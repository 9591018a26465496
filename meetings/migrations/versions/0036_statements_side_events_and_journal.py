"""Statements of delegations, side events and their call, and the daily journal of conferences."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables of statements, side events and the daily journal."""
    _statements()
    _side_events()
    op.create_table(
        "journal_days",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("announcements", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_journal_days_programme_id"),
        sa.PrimaryKeyConstraint("programme_id", "day", name="pk_journal_days"),
    )
    op.create_table(
        "journal_copies",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_journal_copies_programme_id"),
        sa.PrimaryKeyConstraint("programme_id", "day", "number", name="pk_journal_copies"),
    )


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("delegation_id", sa.String(), nullable=False),
        sa.Column("session_id", NUMBER, nullable=False),
        sa.Column("item_id", NUMBER, nullable=True),
        sa.Column("behalf", sa.String(), nullable=False),
        sa.Column("behalf_of", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("check_delivery", sa.Boolean(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("delivered", sa.String(), nullable=True),
        sa.Column("document_id", NUMBER, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_statements_delegation_id"),
        sa.ForeignKeyConstraint(["document_id"], ["official_documents.id"], name="fk_statements_document_id"),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name="fk_statements_item_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_statements_programme_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_statements_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_index("ix_statements_state", "statements", ["programme_id", "state"])
    for column in ("delegation_id", "session_id", "document_id"):
        op.create_index(f"ix_statements_{column}", "statements", [column])


def _side_events() -> None:
    op.create_table(
        "side_event_calls",
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("opens_at", INSTANT, nullable=True),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("most_at_once", NUMBER, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_side_event_calls_segment_id"),
        sa.PrimaryKeyConstraint("segment_id", name="pk_side_event_calls"),
    )
    op.create_table(
        "side_events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("organizers", JSON, nullable=False),
        sa.Column("days", JSON, nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("equipment", sa.String(), nullable=True),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("merge_id", sa.String(), nullable=True),
        sa.Column("merge_answer", sa.String(), nullable=True),
        sa.Column("merged_into_id", sa.String(), nullable=True),
        sa.Column("session_id", NUMBER, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["side_events.id"], name="fk_side_events_merge_id"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["side_events.id"], name="fk_side_events_merged_into_id"),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_side_events_segment_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_side_events_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_side_events"),
    )
    op.create_index("ix_side_events_state", "side_events", ["segment_id", "state"])
    for column in ("merge_id", "session_id"):
        op.create_index(f"ix_side_events_{column}", "side_events", [column])


def downgrade() -> None:
    """Drop them, with all that they hold."""
    for table in ("journal_copies", "journal_days", "side_events", "side_event_calls", "statements"):
        op.drop_table(table)
