"""Names as they sound, people who are the same, and people who are not."""

import sqlalchemy as sa
from alembic import op

from meetings.domain.heard import search_key, sound_key

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
KEYS = ("search_key", "sound_key")
AT_ONCE = 1_000


def upgrade() -> None:
    """Add columns and tables, and fill the columns of the people there are."""
    with op.batch_alter_table("people") as table:
        for name in KEYS:
            table.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("merged_into_id", NUMBER, nullable=True))
        table.create_foreign_key(op.f("fk_people_merged_into_id"), "people", ["merged_into_id"], ["id"])
    with op.batch_alter_table("people") as table:
        for name in KEYS:
            table.alter_column(name, server_default=None)
    op.create_index(op.f("ix_people_sound_key"), "people", ["sound_key"])
    op.create_index(op.f("ix_people_merged_into_id"), "people", ["merged_into_id"])
    _fill()
    op.create_table(
        "merges",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kept_id", NUMBER, nullable=False),
        sa.Column("gone_id", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name=op.f("fk_merges_kept_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["people.id"], name=op.f("fk_merges_gone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_kept", "merges", ["kept_id", "undone_at"])
    op.create_index(op.f("ix_merges_gone_id"), "merges", ["gone_id"])
    op.create_table(
        "people_apart",
        sa.Column("low_id", NUMBER, nullable=False),
        sa.Column("high_id", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["low_id"], ["people.id"], name=op.f("fk_people_apart_low_id")),
        sa.ForeignKeyConstraint(["high_id"], ["people.id"], name=op.f("fk_people_apart_high_id")),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_people_apart")),
    )


def _fill() -> None:
    """Give everybody the keys by which they are found, some at a time."""
    people = sa.table("people", *(sa.column(name) for name in ("id", "name", "organization", *KEYS)))
    bind, last = op.get_bind(), 0
    columns = (people.c.id, people.c.name, people.c.organization)
    statement = (
        people.update()
        .where(people.c.id == sa.bindparam("number"))
        .values(search_key=sa.bindparam("search"), sound_key=sa.bindparam("sound"))
    )
    while True:
        question = sa.select(*columns).where(people.c.id > last).order_by(people.c.id).limit(AT_ONCE)
        rows = bind.execute(question).all()
        if not rows:
            return
        values = [
            {"number": row.id, "search": search_key(row.name, row.organization), "sound": sound_key(row.name)}
            for row in rows
        ]
        bind.execute(statement, values)
        last = rows[-1].id


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("people_apart")
    op.drop_table("merges")
    op.drop_index(op.f("ix_people_merged_into_id"), "people")
    op.drop_index(op.f("ix_people_sound_key"), "people")
    with op.batch_alter_table("people") as table:
        table.drop_constraint(op.f("fk_people_merged_into_id"), type_="foreignkey")
        for name in ("merged_into_id", *KEYS):
            table.drop_column(name)
