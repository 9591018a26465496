"""Surveys of sessions and seasons: who is asked, boxes in which answers wait sealed, and what people wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
NEW = ("answer_texts", "survey_sealed", "survey_boxes", "survey_gone", "survey_asked")


def upgrade() -> None:
    """Let a survey be of a programme too, and make the tables round it."""
    with op.batch_alter_table("surveys") as table:
        table.add_column(sa.Column("programme_id", NUMBER, nullable=True))
        table.add_column(sa.Column("lead", JSON, nullable=False, server_default=sa.text("'{}'")))
        table.add_column(sa.Column("crowds", JSON, nullable=False, server_default=sa.text("'[\"came\"]'")))
        table.add_column(sa.Column("state", sa.String(), nullable=False, server_default="counted"))
        table.add_column(sa.Column("closes_at", INSTANT, nullable=True))
        table.add_column(sa.Column("remind_days", NUMBER, nullable=True))
        table.alter_column("session_id", existing_type=NUMBER, nullable=True)
    op.execute(
        "UPDATE surveys SET closes_at = updated_at, programme_id ="
        " (SELECT programme_id FROM sessions WHERE sessions.id = surveys.session_id)"
    )
    with op.batch_alter_table("surveys") as table:
        for name in ("lead", "crowds", "state"):
            table.alter_column(name, server_default=None)
        table.alter_column("programme_id", existing_type=NUMBER, nullable=False)
        table.create_foreign_key("fk_surveys_programme_id", "programmes", ["programme_id"], ["id"])
        table.create_index("ix_surveys_programme_id", ["programme_id"])
    op.add_column("answers", sa.Column("crowd", sa.String(), nullable=False, server_default="came"))
    _asked()
    _boxes()
    _texts()
    op.execute("INSERT INTO survey_asked SELECT survey_id, person_id, 'came' FROM ballots")


def _asked() -> None:
    op.create_table(
        "survey_asked",
        sa.Column("survey_id", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("crowd", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name="fk_survey_asked_survey_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_survey_asked_person_id"),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name="pk_survey_asked"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_asked_person_id", "survey_asked", ["person_id"])
    op.create_table(
        "survey_gone",
        sa.Column("survey_id", sa.String(), nullable=False),
        sa.Column("crowd", sa.String(), nullable=False),
        sa.Column("asked", NUMBER, nullable=False),
        sa.Column("answered", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name="fk_survey_gone_survey_id"),
        sa.PrimaryKeyConstraint("survey_id", "crowd", name="pk_survey_gone"),
    )


def _boxes() -> None:
    op.create_table(
        "survey_boxes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("survey_id", sa.String(), nullable=False),
        sa.Column("crowd", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name="fk_survey_boxes_survey_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_boxes"),
    )
    op.create_index("ix_survey_boxes_survey_id", "survey_boxes", ["survey_id"])
    op.create_table(
        "survey_sealed",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("box_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["survey_boxes.id"], name="fk_survey_sealed_box_id"),
        sa.PrimaryKeyConstraint("key", name="pk_survey_sealed"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_sealed_box_id", "survey_sealed", ["box_id"])


def _texts() -> None:
    op.create_table(
        "answer_texts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("survey_id", sa.String(), nullable=False),
        sa.Column("crowd", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name="fk_answer_texts_survey_id"),
        sa.PrimaryKeyConstraint("key", name="pk_answer_texts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answer_texts_survey_id", "answer_texts", ["survey_id"])


def downgrade() -> None:
    """Drop them; surveys of programmes go, with all that is theirs."""
    for name in NEW:
        op.drop_table(name)
    whole = "(SELECT id FROM surveys WHERE session_id IS NULL)"
    for name in ("ballots", "answers"):
        op.execute(f"DELETE FROM {name} WHERE survey_id IN {whole}")
    op.execute("DELETE FROM surveys WHERE session_id IS NULL")
    op.drop_column("answers", "crowd")
    with op.batch_alter_table("surveys") as table:
        table.drop_index("ix_surveys_programme_id")
        table.drop_constraint("fk_surveys_programme_id", type_="foreignkey")
        table.alter_column("session_id", existing_type=NUMBER, nullable=False)
        for name in ("remind_days", "closes_at", "state", "crowds", "lead", "programme_id"):
            table.drop_column(name)
