"""Lists of speakers: who asked for the floor, who has it, what was sent instead, and a programme's limits."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
ON_THE_LIST = sa.text("state IN ('requested', 'listed', 'speaking', 'lost')")
SPEAKS = sa.text("state = 'speaking'")


def _revised() -> list[sa.Column[object]]:
    return [
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    ]


def upgrade() -> None:
    """Make the tables of the lists."""
    op.create_table(
        "floor_lists",
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("item_id", NUMBER, nullable=True),
        sa.Column("turns", NUMBER, nullable=False),
        *_revised(),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name="fk_floor_lists_item_id"),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_floor_lists_slot_id"),
        sa.PrimaryKeyConstraint("slot_id", name="pk_floor_lists"),
    )
    op.create_table(
        "floor_rules",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("seconds", JSON, nullable=False),
        sa.Column("ranks", JSON, nullable=False),
        *_revised(),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_floor_rules_programme_id"),
        sa.PrimaryKeyConstraint("programme_id", name="pk_floor_rules"),
    )
    _interventions()
    _statements()


def _interventions() -> None:
    op.create_table(
        "interventions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("item_id", NUMBER, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.String(), nullable=True),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("behalf_of", sa.String(), nullable=True),
        sa.Column("rank", NUMBER, nullable=False),
        sa.Column("line", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("moved_by", sa.String(), nullable=True),
        sa.Column("limit_seconds", NUMBER, nullable=True),
        sa.Column("since", INSTANT, nullable=True),
        sa.Column("spoken_seconds", NUMBER, nullable=False),
        sa.Column("began_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("was_cut", sa.Boolean(), nullable=False),
        *_revised(),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_interventions_slot_id"),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name="fk_interventions_item_id"),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name="fk_interventions_delegation_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_interventions_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_interventions"),
    )
    for column in ("slot_id", "delegation_id", "person_id"):
        op.create_index(f"ix_interventions_{column}", "interventions", [column])
    once = {"unique": True, "sqlite_where": ON_THE_LIST, "postgresql_where": ON_THE_LIST}
    op.create_index("uq_interventions_claim", "interventions", ["slot_id", "claim"], **once)
    one = {"unique": True, "sqlite_where": SPEAKS, "postgresql_where": SPEAKS}
    op.create_index("uq_interventions_speaking", "interventions", ["slot_id"], **one)


def _statements() -> None:
    op.create_table(
        "floor_statements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("intervention_id", sa.String(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=True),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervention_id"], ["interventions.id"], name="fk_floor_statements_intervention_id"
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name="fk_floor_statements_statement_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_floor_statements_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_floor_statements"),
    )
    for column in ("intervention_id", "statement_id", "person_id"):
        op.create_index(f"ix_floor_statements_{column}", "floor_statements", [column])


def downgrade() -> None:
    """Take them away."""
    for table in ("floor_statements", "interventions", "floor_rules", "floor_lists"):
        op.drop_table(table)
