"""Under which title a statement is published, in each language in which whoever made it has a name."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.statements import Behalf
from meetings.formats.cop.region_words import region_words
from meetings.formats.languages import locale_of, marked


def titles_of(row: Any) -> dict[str, str]:
    """Give the title of a published statement in each language in which whoever made it has a name."""
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        if lang not in row.whose and lang != "en":
            continue
        with force_locale(locale_of(lang)):
            who = marked(row.whose, lang)
            found[lang] = (
                _("Statement by %(who)s on behalf of %(whom)s", who=who, whom=whom_words(row))
                if row.behalf_of
                else _("Statement by %(who)s", who=who)
            )
    return found


def whom_words(row: Any) -> str:
    """Say on whose behalf a statement is made: a regional group, or others by their name."""
    return region_words(row.behalf_of or "") if row.behalf == Behalf.REGION else row.behalf_of or ""
