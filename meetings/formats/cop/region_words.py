"""What regional groups are called, in the language of the page or the text."""

from flask_babel import gettext as _


def region_words(region: str) -> str:
    """Name a regional group as the secretariat does."""
    words: dict[str, str] = {
        "africa": _("African States"),
        "asia-pacific": _("Asia-Pacific States"),
        "eeg": _("Eastern European States"),
        "grulac": _("Latin American and Caribbean States"),
        "weog": _("Western European and other States"),
    }
    return words.get(region, str(_("Not in a regional group")))
