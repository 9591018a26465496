"""Contacts: whom the secretariat writes to, the roles they held and hold, what interests them, and lists of them."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0046"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def _revised() -> list[sa.Column[object]]:
    return [
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    ]


def upgrade() -> None:
    """Make the tables of contacts and their lists."""
    op.create_table(
        "contacts",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("is_office", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        *_revised(),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contacts_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_contacts"),
    )
    op.create_table(
        "contact_roles",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["contacts.person_id"], name="fk_contact_roles_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_roles"),
    )
    op.create_index("ix_contact_roles_person_id", "contact_roles", ["person_id"])
    op.create_index("ix_contact_roles_kind_country", "contact_roles", ["kind", "country"])
    op.create_table(
        "contact_interests",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("interest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["contacts.person_id"], name="fk_contact_interests_person_id"),
        sa.PrimaryKeyConstraint("person_id", "interest", name="pk_contact_interests"),
    )
    op.create_index("ix_contact_interests_interest", "contact_interests", ["interest"])
    _lists()


def _lists() -> None:
    op.create_table(
        "contact_lists",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_static", sa.Boolean(), nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        *_revised(),
        sa.PrimaryKeyConstraint("id", name="pk_contact_lists"),
        sa.UniqueConstraint("name", name="uq_contact_lists_name"),
    )
    op.create_table(
        "contact_list_members",
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["contact_lists.id"], name="fk_contact_list_members_list_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contacts.person_id"], name="fk_contact_list_members_person_id"
        ),
        sa.PrimaryKeyConstraint("list_id", "person_id", name="pk_contact_list_members"),
    )
    op.create_index("ix_contact_list_members_person_id", "contact_list_members", ["person_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("contact_list_members", "contact_lists", "contact_interests", "contact_roles", "contacts"):
        op.drop_table(table)
