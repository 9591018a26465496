"""In which language people agreed, to each version once a registration; and what they say of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OLD_KEY = ("registration_id", "kind")
NEW_KEY = (*OLD_KEY, "text_version")


def upgrade() -> None:
    """Add the language, widen the key, and add the table of people."""
    _rebuild(NEW_KEY, sa.Column("language", sa.String(), nullable=True))
    with op.batch_alter_table("subscriptions") as table:
        table.add_column(sa.Column("shown_in", sa.String(), nullable=True))
    op.create_table(
        "person_consents",
        sa.Column("id", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("person_id", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_consents")),
    )
    op.create_index(op.f("ix_person_consents_person_id"), "person_consents", ["person_id"])


def downgrade() -> None:
    """Drop the table of people, keep the first agreement of each kind, and drop the language."""
    op.drop_index(op.f("ix_person_consents_person_id"), table_name="person_consents")
    op.drop_table("person_consents")
    with op.batch_alter_table("subscriptions") as table:
        table.drop_column("shown_in")
    _rebuild(OLD_KEY)


def _rebuild(key: tuple[str, ...], *more: sa.Column[str]) -> None:
    """Build the table anew with another key, because a store cannot change a key in place; rows are kept."""
    op.rename_table("consents", "consents_before")
    if op.get_bind().dialect.name == "postgresql":  # where the names of keys are one space
        op.execute("ALTER TABLE consents_before RENAME CONSTRAINT pk_consents TO pk_consents_before")
    op.create_table(
        "consents",
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_consents_registration_id")
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_consents")),
    )
    op.execute(
        "INSERT INTO consents (registration_id, kind, text_version, at) "
        "SELECT registration_id, kind, min(text_version), min(at) FROM consents_before "
        "GROUP BY " + ", ".join(key)
    )
    op.drop_table("consents_before")
