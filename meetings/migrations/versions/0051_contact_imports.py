"""Lists of contacts that are read, row by row; keys by which near names are found; seats of bodies."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables of lists that are read, and of bodies."""
    op.create_table(
        "contact_imports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("head", NUMBER, nullable=False),
        sa.Column("headings", JSON, nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("total", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("committed_at", INSTANT, nullable=True),
        sa.Column("committed_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact_imports"),
    )
    _rows()
    op.create_table(
        "contact_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["contacts.person_id"], name="fk_contact_keys_person_id"),
        sa.PrimaryKeyConstraint("key", "person_id", name="pk_contact_keys"),
    )
    op.create_index("ix_contact_keys_person_id", "contact_keys", ["person_id"])
    op.create_table(
        "contact_bodies",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seats", JSON, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_contact_bodies"),
    )


def _rows() -> None:
    op.create_table(
        "contact_import_rows",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("cells", JSON, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("who_key", sa.String(), nullable=True),
        sa.Column("at_key", sa.String(), nullable=True),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("did", JSON, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["contact_imports.id"], name="fk_contact_import_rows_import_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contact_import_rows_person_id"),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_contact_import_rows"),
    )
    for name, columns in (
        ("ix_contact_import_rows_state", ["import_id", "state", "number"]),
        ("ix_contact_import_rows_at_key", ["import_id", "at_key"]),
        ("ix_contact_import_rows_who_key", ["who_key"]),
        ("ix_contact_import_rows_person_id", ["person_id"]),
    ):
        op.create_index(name, "contact_import_rows", columns)


def downgrade() -> None:
    """Take them away."""
    for table in ("contact_bodies", "contact_keys", "contact_import_rows", "contact_imports"):
        op.drop_table(table)
