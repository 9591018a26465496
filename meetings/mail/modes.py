"""How somebody takes part, as mails and the entries in their calendars say it."""

from flask_babel import gettext as _

from meetings.domain.codes import Mode


def ways_words() -> dict[str, str]:
    """Word each way to take part."""
    return {str(Mode.ONLINE): _("Online"), str(Mode.ROOM): _("In the room")}


def part_words(mode: str, *, has_room: bool) -> str:
    """Say how somebody takes part, where there is a choice; nothing where a time is held online only."""
    if mode == Mode.ROOM:
        return _("You take part in the room.")
    return _("You take part online.") if has_room else ""
