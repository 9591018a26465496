"""Official letters: their texts, the times they state, who of each government they go to, and their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def _steps() -> list[sa.Column[object]]:
    found: list[sa.Column[object]] = []
    for one in ("cleared", "signed", "sent", "voided"):
        found += [
            sa.Column(f"{one}_at", INSTANT, nullable=True),
            sa.Column(f"{one}_by", sa.String(), nullable=True),
        ]
    return found


def upgrade() -> None:
    """Make the tables of official letters."""
    op.create_table(
        "official_letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", NUMBER, nullable=True),
        sa.Column("number", NUMBER, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("texts", JSON, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("signatory_title", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("copies", JSON, nullable=False),
        sa.Column("instead", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", sa.String(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        *_steps(),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_official_letters_programme_id"),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["official_letters.id"], name="fk_official_letters_corrects_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_official_letters"),
        sa.UniqueConstraint("series", "year", "number", name="uq_official_letters_series_year_number"),
    )
    op.create_index("ix_official_letters_programme_id", "official_letters", ["programme_id"])
    op.create_index("ix_official_letters_corrects_id", "official_letters", ["corrects_id"])
    _parts()


def _parts() -> None:
    op.create_table(
        "letter_slots",
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("stream", JSON, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("local_start", sa.DateTime(timezone=False), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("minutes", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["official_letters.id"], name="fk_letter_slots_letter_id"),
        sa.PrimaryKeyConstraint("letter_id", "slot_id", name="pk_letter_slots"),
    )
    op.create_index("ix_letter_slots_slot_id", "letter_slots", ["slot_id"])
    op.create_table(
        "letter_recipients",
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("to", JSON, nullable=False),
        sa.Column("copies", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("is_instead", sa.Boolean(), nullable=False),
        sa.Column("refused", JSON, nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["official_letters.id"], name="fk_letter_recipients_letter_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_letter_recipients_person_id"),
        sa.PrimaryKeyConstraint("letter_id", "country", name="pk_letter_recipients"),
    )
    op.create_index("ix_letter_recipients_person_id", "letter_recipients", ["person_id"])
    op.create_table(
        "letter_counters",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("last", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name="pk_letter_counters"),
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("letter_counters", "letter_recipients", "letter_slots", "official_letters"):
        op.drop_table(table)
