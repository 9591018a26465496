"""Run-sheets with rehearsals and tests of connections, and languages of a slot as services."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _text(name: str, *, empty: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.String(), nullable=empty)


def _instant(name: str, *, empty: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, INSTANT, nullable=empty)


def _number(name: str, *, empty: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, NUMBER, nullable=empty)


def _names(table: str, column: str, there: str, *, goes: bool = False) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [there], name=name, ondelete="CASCADE" if goes else None)


def _key(table: str, columns: Sequence[str] = ("id",)) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def upgrade() -> None:
    """Give run-sheets and interpretation their tables."""
    _add_run_sheets()
    _add_interpretation()


def _add_run_sheets() -> None:
    op.create_table(
        "run_sheet_tasks",
        _text("id"),
        _text("slot_id"),
        _number("position"),
        _text("kind"),
        _text("key", empty=True),
        _text("title"),
        _number("minutes"),
        _number("owner_user_id", empty=True),
        _number("owner_person_id", empty=True),
        _text("owner_name"),
        _text("notes"),
        sa.Column("reminders", JSON, nullable=True),
        _instant("since"),
        _text("reminded", empty=True),
        _instant("done_at", empty=True),
        _text("done_by", empty=True),
        _number("revision"),
        _instant("updated_at"),
        _names("run_sheet_tasks", "slot_id", "slots.id", goes=True),
        _names("run_sheet_tasks", "owner_user_id", "users.id"),
        _names("run_sheet_tasks", "owner_person_id", "people.id"),
        _key("run_sheet_tasks"),
    )
    for column in ("slot_id", "owner_person_id"):
        op.create_index(f"ix_run_sheet_tasks_{column}", "run_sheet_tasks", [column])
    op.create_table(
        "rehearsals",
        _text("id"),
        _text("slot_id"),
        sa.Column("local_start", sa.DateTime(timezone=False), nullable=False),
        _text("zone"),
        _number("fold"),
        _instant("starts_at"),
        _number("minutes"),
        _text("address", empty=True),
        _text("note"),
        _text("state"),
        _number("revision"),
        _instant("updated_at"),
        _names("rehearsals", "slot_id", "slots.id", goes=True),
        _key("rehearsals"),
    )
    op.create_index("ix_rehearsals_slot_id", "rehearsals", ["slot_id"])
    op.create_table(
        "rehearsal_guests",
        _text("id"),
        _text("rehearsal_id"),
        _number("user_id", empty=True),
        _number("person_id", empty=True),
        _instant("removed_at", empty=True),
        _text("told", empty=True),
        _text("before", empty=True),
        _number("sequence"),
        _instant("told_at", empty=True),
        _names("rehearsal_guests", "rehearsal_id", "rehearsals.id", goes=True),
        _names("rehearsal_guests", "user_id", "users.id"),
        _names("rehearsal_guests", "person_id", "people.id"),
        sa.UniqueConstraint("rehearsal_id", "user_id", name="uq_rehearsal_guests_rehearsal_id_user_id"),
        sa.UniqueConstraint("rehearsal_id", "person_id", name="uq_rehearsal_guests_rehearsal_id_person_id"),
        _key("rehearsal_guests"),
    )
    op.create_index("ix_rehearsal_guests_person_id", "rehearsal_guests", ["person_id"])
    op.create_table(
        "panelist_tests",
        _number("id"),
        _text("slot_id"),
        _number("person_id"),
        _instant("at"),
        _text("outcome"),
        *(_text(part, empty=True) for part in ("sound", "video", "channel", "line")),
        _text("note"),
        _text("noted_by"),
        _names("panelist_tests", "slot_id", "slots.id", goes=True),
        _names("panelist_tests", "person_id", "people.id"),
        _key("panelist_tests"),
    )
    for column in ("slot_id", "person_id"):
        op.create_index(f"ix_panelist_tests_{column}", "panelist_tests", [column])


def _add_interpretation() -> None:
    op.create_table(
        "language_services",
        _text("id"),
        _text("slot_id"),
        *(_text(name) for name in ("kind", "language", "label", "state")),
        sa.Column("needed_by", sa.Date(), nullable=False),
        _instant("promised_at", empty=True),
        _instant("state_since"),
        _text("state_by"),
        _number("revision"),
        _instant("updated_at"),
        _names("language_services", "slot_id", "slots.id", goes=True),
        sa.UniqueConstraint(
            "slot_id", "kind", "language", "label", name="uq_language_services_slot_id_kind_language_label"
        ),
        _key("language_services"),
    )
    op.create_table(
        "interpreter_pairs",
        _number("id"),
        _number("session_id"),
        _number("person_id"),
        _text("source"),
        _text("target"),
        _names("interpreter_pairs", "session_id", "sessions.id", goes=True),
        _names("interpreter_pairs", "person_id", "people.id"),
        sa.UniqueConstraint(
            "session_id",
            "person_id",
            "source",
            "target",
            name="uq_interpreter_pairs_session_id_person_id_source_target",
        ),
        _key("interpreter_pairs"),
    )
    op.create_index("ix_interpreter_pairs_person_id", "interpreter_pairs", ["person_id"])
    op.create_table(
        "interpreter_briefs",
        _text("slot_id"),
        sa.Column("shows_embargoed", sa.Boolean(), nullable=False),
        _text("glossary", empty=True),
        _text("note"),
        _number("revision"),
        _instant("updated_at"),
        _names("interpreter_briefs", "slot_id", "slots.id", goes=True),
        _key("interpreter_briefs", ("slot_id",)),
    )
    op.create_table(
        "pronunciations",
        _number("session_id"),
        _number("person_id"),
        _text("text"),
        _names("pronunciations", "session_id", "sessions.id", goes=True),
        _names("pronunciations", "person_id", "people.id"),
        _key("pronunciations", ("session_id", "person_id")),
    )


def downgrade() -> None:
    """Take the tables away."""
    for table in (
        "pronunciations",
        "interpreter_briefs",
        "interpreter_pairs",
        "language_services",
        "panelist_tests",
        "rehearsal_guests",
        "rehearsals",
        "run_sheet_tasks",
    ):
        op.drop_table(table)
