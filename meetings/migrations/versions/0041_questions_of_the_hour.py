"""Questions that are asked in the hour, and what the desk notes of it."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Keep questions and notes, and say of an hour whether its questions are shown to everybody in it."""
    with op.batch_alter_table("live_hours") as table:
        table.add_column(
            sa.Column("shows_questions", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("live_hours") as table:
        table.alter_column("shows_questions", existing_type=sa.Boolean(), server_default=None)
    op.create_table(
        "live_questions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("edited", sa.String(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("may_be_named", sa.Boolean(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", INSTANT, nullable=False),
        sa.Column("state_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answer_language", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["live_questions.id"], name="fk_live_questions_merged_into"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_live_questions_person_id"),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_live_questions_slot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_live_questions"),
        sa.UniqueConstraint("slot_id", "asker", "digest", name="uq_live_questions_slot_id_asker_digest"),
    )
    op.create_index("ix_live_questions_state", "live_questions", ["slot_id", "state"])
    for column in ("merged_into", "person_id"):
        op.create_index(f"ix_live_questions_{column}", "live_questions", [column])
    op.create_table(
        "live_notes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_live_notes_slot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_live_notes"),
    )
    op.create_index("ix_live_notes_slot_id", "live_notes", ["slot_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("live_notes")
    op.drop_table("live_questions")
    with op.batch_alter_table("live_hours") as table:
        table.drop_column("shows_questions")
