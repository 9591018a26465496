"""Lists of participants as they were published, and what other systems call ours."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables of lists, and of exchanges with other systems."""
    _lists()
    op.create_table(
        "external_ids",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("settled", sa.String(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_external_ids_person_id"),
        sa.PrimaryKeyConstraint("system", "kind", "external_id", name="pk_external_ids"),
    )
    op.create_index("ix_external_ids_subject", "external_ids", ["system", "kind", "subject"])
    op.create_index("ix_external_ids_person_id", "external_ids", ["person_id"])
    op.create_table(
        "exchange_files",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decisions", JSON, nullable=False),
        sa.Column("outcome", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("committed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_files"),
    )
    op.create_index("ix_exchange_files_programme", "exchange_files", ["programme", "created_at"])


def _lists() -> None:
    op.create_table(
        "list_settings",
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("symbol", sa.String(), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("corrections_until", INSTANT, nullable=True),
        sa.Column("unconfirmed_title", JSON, nullable=False),
        sa.Column("with_media", sa.Boolean(), nullable=False),
        sa.Column("secretariat", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_list_settings_segment_id"),
        sa.PrimaryKeyConstraint("segment_id", name="pk_list_settings"),
    )
    op.create_table(
        "list_copies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_list_copies_segment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_list_copies"),
        sa.UniqueConstraint("segment_id", "number", name="uq_list_copies_segment_id_number"),
    )
    op.create_table(
        "list_entries",
        sa.Column("copy_id", sa.String(), nullable=False),
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("nomination", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("printed", JSON, nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["list_copies.id"], name="fk_list_entries_copy_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_list_entries_person_id"),
        sa.PrimaryKeyConstraint("copy_id", "place", name="pk_list_entries"),
    )
    op.create_index("ix_list_entries_person_id", "list_entries", ["person_id"])
    op.create_table(
        "list_seen",
        sa.Column("delegation_id", sa.String(), nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("seen", JSON, nullable=False),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegations.id"], name="fk_list_seen_delegation_id"),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_list_seen_segment_id"),
        sa.PrimaryKeyConstraint("delegation_id", "segment_id", name="pk_list_seen"),
    )


def downgrade() -> None:
    """Take the tables away."""
    for table in (
        "list_seen",
        "list_entries",
        "list_copies",
        "list_settings",
        "exchange_files",
        "external_ids",
    ):
        op.drop_table(table)
