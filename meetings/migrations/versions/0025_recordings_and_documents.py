"""Recordings and documents that are kept: their files, states, captions, chapters, releases, and whether links hold."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
BOTH = (("regions", JSON), ("file", sa.String()), ("media_type", sa.String()), ("digest", sa.String()))
OF_MATERIALS = (("file_name", sa.String()), ("embargo_until", INSTANT), ("version", NUMBER))
OF_RECORDINGS = (
    ("state", sa.String()),
    ("seconds", NUMBER),
    ("chapters", JSON),
    ("cuts", JSON),
    ("bytes", NUMBER),
    ("audio", sa.String()),
    ("audio_type", sa.String()),
    ("audio_bytes", NUMBER),
    ("audio_digest", sa.String()),
)
FILLED = {
    "materials": {"regions": "'[]'", "version": "1"},
    "recordings": {
        "regions": "'[]'",
        "chapters": "'[]'",
        "cuts": "'[]'",
        "state": "CASE WHEN audience = 'public' THEN 'public' ELSE 'restricted' END",
    },
}


def upgrade() -> None:
    """Add what is kept of files, give each thing a name for good, and say who may see what is there."""
    for table, columns in (("materials", OF_MATERIALS), ("recordings", OF_RECORDINGS)):
        with op.batch_alter_table(table) as batch:
            for name, kind in (("name", sa.String()), *BOTH, *columns):
                batch.add_column(sa.Column(name, kind, nullable=True))
            batch.alter_column("address", existing_type=sa.String(), nullable=True)
        _name(table)
        values = ", ".join(f"{name} = {value}" for name, value in FILLED[table].items())
        op.execute(f"UPDATE {table} SET {values}")
        with op.batch_alter_table(table) as batch:
            for name in ("name", *FILLED[table]):
                batch.alter_column(name, nullable=False)
            batch.create_unique_constraint(f"uq_{table}_name", ["name"])
    _create_tables()


def _name(table: str) -> None:
    rows = op.get_bind().execute(sa.text(f"SELECT id FROM {table}")).scalars().all()
    for row in rows:
        name = "".join(secrets.choice(ALPHABET) for _ in range(12))
        op.get_bind().execute(sa.text(f"UPDATE {table} SET name = :name WHERE id = :id"), {"name": name, "id": row})


def _create_tables() -> None:
    op.create_table(
        "captions",
        sa.Column("recording_id", NUMBER, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("cues", JSON, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name="fk_captions_recording_id"),
        sa.PrimaryKeyConstraint("recording_id", "language", name="pk_captions"),
    )
    op.create_table(
        "material_versions",
        sa.Column("material_id", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["material_id"], ["materials.id"], name="fk_material_versions_material_id"),
        sa.PrimaryKeyConstraint("material_id", "version", name="pk_material_versions"),
    )
    op.create_table(
        "releases",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.Column("mail_name", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_releases_slot_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_releases_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint("slot_id", "person_id", name="uq_releases_slot_id_person_id"),
    )
    op.create_index("ix_releases_person_id", "releases", ["person_id"])
    op.create_table(
        "viewers",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_viewers_person_id"),
        sa.PrimaryKeyConstraint("subject", "person_id", name="pk_viewers"),
    )
    op.create_index("ix_viewers_person_id", "viewers", ["person_id"])
    op.create_table(
        "discarded_files",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_discarded_files"),
    )
    op.create_table(
        "link_checks",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("broken_since", INSTANT, nullable=True),
        sa.Column("problem", JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_link_checks"),
    )
    op.create_index("ix_link_checks_due", "link_checks", ["due_at"])


def downgrade() -> None:
    """Drop them; what is kept as a file alone is gone, because nothing would lead to it."""
    for table in ("captions", "material_versions", "releases", "viewers", "discarded_files", "link_checks"):
        op.drop_table(table)
    for table, columns in (("materials", OF_MATERIALS), ("recordings", OF_RECORDINGS)):
        op.execute(f"DELETE FROM {table} WHERE address IS NULL")
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"uq_{table}_name", type_="unique")
            for name, _kind in (("name", None), *BOTH, *columns):
                batch.drop_column(name)
            batch.alter_column("address", existing_type=sa.String(), nullable=False)
