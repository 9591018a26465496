"""The words of reports, as the doors hand them to formats."""

from flask import get_template_attribute


def say(macro: str, *values: object) -> str:
    """Give words of `templates/report/words.html`, in the language of the request."""
    return str(get_template_attribute("report/words.html", macro)(*values))
