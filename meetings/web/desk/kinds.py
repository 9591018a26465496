"""What the desk calls the kinds of notices; each kind says so itself."""

from meetings.mail.kinds import kind_of


def kind_words(code: str) -> str:
    """Word what a message is for; a kind that is no more is called by its code."""
    try:
        return kind_of(code).name()
    except KeyError:
        return code
