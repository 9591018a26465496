"""Invitations of panellists, what they heard of their times, whom they propose, and what they said when declining."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Give panellists' pages tables of their own."""
    with op.batch_alter_table("panelists") as table:
        table.add_column(sa.Column("state_words", sa.String(), nullable=True))
    op.create_table(
        "panel_invitations",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("invited_at", INSTANT, nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_panel_invitations_person_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_panel_invitations_programme_id"),
        sa.PrimaryKeyConstraint("programme_id", "person_id", name="pk_panel_invitations"),
    )
    op.create_index("ix_panel_invitations_person_id", "panel_invitations", ["person_id"])
    op.create_table(
        "panel_heard",
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("assistant_id", sa.String(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_panel_heard_person_id"),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_panel_heard_slot_id"),
        sa.PrimaryKeyConstraint("slot_id", "person_id", "assistant_id", name="pk_panel_heard"),
    )
    op.create_index("ix_panel_heard_person_id", "panel_heard", ["person_id"])
    _add_proposals()


def _add_proposals() -> None:
    op.create_table(
        "panel_proposals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("organization", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_panel_proposals_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_panel_proposals_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_proposals"),
        sa.UniqueConstraint("session_id", "person_id", "key", name="uq_panel_proposals_session_id_person_id_key"),
    )
    for column in ("person_id", "session_id"):
        op.create_index(f"ix_panel_proposals_{column}", "panel_proposals", [column])


def downgrade() -> None:
    """Take them away again."""
    for table in ("panel_proposals", "panel_heard", "panel_invitations"):
        op.drop_table(table)
    with op.batch_alter_table("panelists") as table:
        table.drop_column("state_words")
