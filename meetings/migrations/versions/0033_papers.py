"""Papers of participation: where somebody came in, what was refused at the gate, letters, and their settings."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
NEW = ("paper_settings", "papers", "refused_scans")


def upgrade() -> None:
    """Add where and how somebody was checked in, and make the tables round it."""
    for name in ("entrance", "gender"):
        op.add_column("check_ins", sa.Column(name, sa.String(), nullable=True))
    with op.batch_alter_table("check_ins") as table:
        table.add_column(sa.Column("from_list", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("check_ins") as table:
        table.alter_column("from_list", server_default=None)
    op.create_table(
        "refused_scans",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("segment_id", NUMBER, nullable=False),
        sa.Column("badge_id", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("steward", sa.String(), nullable=False),
        sa.Column("entrance", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.id"], name="fk_refused_scans_segment_id"),
        sa.ForeignKeyConstraint(["badge_id"], ["badges.id"], name="fk_refused_scans_badge_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refused_scans"),
    )
    op.create_index("ix_refused_scans_segment_id_at", "refused_scans", ["segment_id", "at"])
    op.create_index("ix_refused_scans_badge_id", "refused_scans", ["badge_id"])
    _letters()


def _letters() -> None:
    op.create_table(
        "papers",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("participation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("with_passport", sa.Boolean(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name="fk_papers_participation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint("code", name="uq_papers_code"),
    )
    op.create_index("ix_papers_participation_id", "papers", ["participation_id", "kind"])
    op.create_table(
        "paper_settings",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("letterhead", sa.String(), nullable=True),
        sa.Column("signatory", sa.String(), nullable=True),
        sa.Column("to_open", sa.String(), nullable=False),
        sa.Column("to_decide", sa.String(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name="fk_paper_settings_programme_id"
        ),
        sa.PrimaryKeyConstraint("programme_id", name="pk_paper_settings"),
    )


def downgrade() -> None:
    """Drop them, with all that they hold."""
    for name in NEW:
        op.drop_table(name)
    with op.batch_alter_table("check_ins") as table:
        table.drop_column("from_list")
        table.drop_column("gender")
        table.drop_column("entrance")
