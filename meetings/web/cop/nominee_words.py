"""What the facts of a person in a delegation are called, and what of them may be printed."""

from flask_babel import gettext as _


def fact_label(name: str) -> str:
    """Name a fact of a nominated person."""
    return {
        "role": _("Role"),
        "courtesy": _("Courtesy title"),
        "name": _("Name"),
        "function": _("Function"),
        "department": _("Department"),
        "organization": _("Organization"),
        "address": _("Address"),
        "email": _("E-mail"),
        "telephone": _("Telephone"),
        "language": _("Language"),
        "gender": _("Gender"),
        "lists": _("May be printed in the list of participants"),
    }[name]


def list_words(code: str) -> str:
    """Word what may be printed of somebody."""
    return {"name": _("Name"), "email": _("E-mail"), "address": _("Address")}.get(code, code)


def gender_words(code: str) -> str:
    """Word a gender."""
    return {"female": _("Female"), "male": _("Male"), "other": _("Other")}.get(code, code)
