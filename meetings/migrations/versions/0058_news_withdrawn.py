"""Stop campaigns to whoever withdrew their yes to news before that alone stopped them."""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the wish of those whose last word on news is that they want none."""
    op.execute(
        "INSERT INTO opt_outs (person_id, scope, at) "
        "SELECT person_id, 'news', MAX(withdrawn_at) FROM person_consents WHERE kind = 'news' "
        "GROUP BY person_id HAVING MAX(withdrawn_at) >= MAX(at) "
        "ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    """Leave the wishes: nobody could tell them from those made by a link."""
