"""Who of a panel brought a document, versions under embargo, and what panellists say, can and are given."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
NEW = ("panel_letters", "panel_availability", "panel_profiles", "panel_settings")
STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Let documents name who brought them and versions wait; make the tables of the papers of panellists."""
    op.add_column("material_versions", sa.Column("embargo_until", INSTANT, nullable=True))
    with op.batch_alter_table("materials") as table:
        table.add_column(sa.Column("panelist_id", NUMBER, nullable=True))
        table.create_foreign_key(
            "fk_materials_panelist_id", "panelists", ["panelist_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_materials_panelist_id", "materials", ["panelist_id"])
    op.create_table(
        "panel_settings",
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("slides", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=True),
        sa.Column("signatory_title", sa.String(), nullable=True),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        _programme("panel_settings"),
        sa.PrimaryKeyConstraint("programme_id", name="pk_panel_settings"),
    )
    _profiles()
    _availability()
    _letters()


def _programme(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["programme_id"], ["programmes.id"], name=f"fk_{table}_programme_id", ondelete="CASCADE"
    )


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{table}_person_id")


def _profiles() -> None:
    op.create_table(
        "panel_profiles",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("biography", JSON, nullable=False),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("photo_name", sa.String(), nullable=True),
        sa.Column("photo_type", sa.String(), nullable=True),
        sa.Column("photo_bytes", NUMBER, nullable=True),
        sa.Column("photo_digest", sa.String(), nullable=True),
        sa.Column("may_print", sa.Boolean(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        _person("panel_profiles"),
        _programme("panel_profiles"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_profiles"),
        sa.UniqueConstraint("person_id", "programme_id", name="uq_panel_profiles_person_id_programme_id"),
        sa.UniqueConstraint("photo_name", name="uq_panel_profiles_photo_name"),
    )


def _availability() -> None:
    op.create_table(
        "panel_availability",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("weekday", NUMBER, nullable=True),
        sa.Column("first", NUMBER, nullable=False),
        sa.Column("last", NUMBER, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("can", sa.Boolean(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        _person("panel_availability"),
        _programme("panel_availability"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_availability"),
    )
    op.create_index("ix_panel_availability_person_id", "panel_availability", ["person_id", "programme_id"])


def _letters() -> None:
    op.create_table(
        "panel_letters",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        _person("panel_letters"),
        _programme("panel_letters"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_letters"),
        sa.UniqueConstraint("code", name="uq_panel_letters_code"),
    )
    op.create_index(
        "uq_panel_letters_standing",
        "panel_letters",
        ["person_id", "programme_id", "kind", "language"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    """Drop them, with all that they hold; of a document, the version that is shown stays."""
    for name in NEW:
        op.drop_table(name)
    op.drop_index("ix_materials_panelist_id", "materials")
    with op.batch_alter_table("materials") as table:
        table.drop_constraint("fk_materials_panelist_id", type_="foreignkey")
        table.drop_column("panelist_id")
    with op.batch_alter_table("material_versions") as table:
        table.drop_column("embargo_until")
