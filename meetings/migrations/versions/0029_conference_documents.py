"""Documents of conferences: by symbol, on items of the agenda, in versions by language."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables of the documents of conferences."""
    op.create_table(
        "official_documents",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("segment_id", NUMBER, nullable=True),
        sa.Column("session_id", NUMBER, nullable=True),
        sa.Column("symbol", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("base", sa.String(), nullable=True),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("distribution", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("regions", JSON, nullable=False),
        sa.Column("embargo_until", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_official_documents_programme_id"),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_official_documents_segment_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_official_documents_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_official_documents"),
        sa.UniqueConstraint("name", name="uq_official_documents_name"),
        sa.UniqueConstraint("programme_id", "key", name="uq_official_documents_programme_id_key"),
    )
    op.create_index("ix_official_documents_session_id", "official_documents", ["session_id"])
    op.create_table(
        "document_items",
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("item_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["official_documents.id"], name="fk_document_items_document_id"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name="fk_document_items_item_id"),
        sa.PrimaryKeyConstraint("document_id", "item_id", name="pk_document_items"),
    )
    op.create_index("ix_document_items_item_id", "document_items", ["item_id"])
    op.create_table(
        "document_versions",
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("file", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("bytes", NUMBER, nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("put_at", INSTANT, nullable=False),
        sa.Column("put_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["official_documents.id"], name="fk_document_versions_document_id"
        ),
        sa.PrimaryKeyConstraint("document_id", "language", "version", name="pk_document_versions"),
    )


def downgrade() -> None:
    """Drop them, with all that they hold."""
    op.drop_table("document_versions")
    op.drop_table("document_items")
    op.drop_table("official_documents")
