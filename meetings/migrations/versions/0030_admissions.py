"""Parties as officers decide them, applications of observers, files of credentials and the Bureau's reports."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables, and let credentials hold names that nobody nominated."""
    _parties()
    _admissions()
    _credentials()
    with op.batch_alter_table("credentials") as table:
        table.add_column(sa.Column("others", JSON, nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("credentials") as table:
        table.alter_column("others", server_default=None)


def _parties() -> None:
    op.create_table(
        "party_names",
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["party_code"], ["parties.code"], name="fk_party_names_party_code"),
        sa.PrimaryKeyConstraint("party_code", "name", name="pk_party_names"),
    )
    op.create_table(
        "party_decisions",
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("listed", JSON, nullable=False),
        sa.Column("listed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["party_code"], ["parties.code"], name="fk_party_decisions_party_code"),
        sa.PrimaryKeyConstraint("party_code", "subject", name="pk_party_decisions"),
    )
    op.create_table(
        "depositary_counts",
        sa.Column("treaty", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", NUMBER, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("treaty", "day", name="pk_depositary_counts"),
    )


def _admissions() -> None:
    op.create_table(
        "admission_rules",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("months", NUMBER, nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_admission_rules_programme_id"),
        sa.PrimaryKeyConstraint("programme_id", name="pk_admission_rules"),
    )
    op.create_table(
        "organization_names",
        sa.Column("organization_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_organization_names_organization_id"
        ),
        sa.PrimaryKeyConstraint("organization_id", "name", name="pk_organization_names"),
    )
    op.create_index("ix_organization_names_key", "organization_names", ["key"])
    op.create_table(
        "applications",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("admission_id", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("acronym", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["admission_id"], ["admissions.id"], name="fk_applications_admission_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_applications_programme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
    )
    op.create_index("ix_applications_admission_id", "applications", ["admission_id"])
    _file("application_files", "application", "applications")


def _credentials() -> None:
    _file("credentials_files", "credentials", "credentials")
    with op.batch_alter_table("credentials_files") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False))
        table.add_column(sa.Column("received_by", sa.String(), nullable=False))
    op.create_table(
        "bureau_reports",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("stands_on", sa.Date(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_bureau_reports_segment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bureau_reports"),
        sa.UniqueConstraint("segment_id", "number", name="uq_bureau_reports_segment_id_number"),
    )


def _file(table: str, owner: str, owners: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column(f"{owner}_id", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owners}.id"], name=f"fk_{table}_{owner}_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_{owner}_id", table, [f"{owner}_id"])


def downgrade() -> None:
    """Take the tables away again."""
    with op.batch_alter_table("credentials") as table:
        table.drop_column("others")
    for name in (
        "bureau_reports",
        "credentials_files",
        "application_files",
        "applications",
        "organization_names",
        "admission_rules",
        "depositary_counts",
        "party_decisions",
        "party_names",
    ):
        op.drop_table(name)
