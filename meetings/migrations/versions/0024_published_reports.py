"""Published reports, and what figures need of those who were erased: gender, and the country of a panellist."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "report_copies",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("programme_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_report_copies_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_copies")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_report_copies_programme_id_number")),
    )
    op.add_column("attendances", sa.Column("gender", sa.String(), nullable=True))
    op.add_column("panelists", sa.Column("country", sa.String(), nullable=True))
    op.add_column("panelists", sa.Column("gender", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    for table, names in (("panelists", ("gender", "country")), ("attendances", ("gender",))):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
    op.drop_table("report_copies")
