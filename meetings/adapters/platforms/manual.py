"""The platform that needs no network: an address that somebody typed, the same for all."""

from datetime import datetime

from meetings.domain.platforms import (
    As,
    Entrant,
    Kind,
    Meeting,
    MeetingMade,
    Presence,
    RecordingMade,
    What,
    check_offers,
)


class Manual:
    """An account of nobody's: meetings are made by hand elsewhere, and their lists are brought as files."""

    kind = Kind.MANUAL

    def check(self) -> None:
        """Find all well: there is nothing to ask."""

    def find(self, meeting: Meeting, number: str = "") -> MeetingMade | None:
        """Know of none."""
        return None

    def create(self, meeting: Meeting) -> MeetingMade:
        """Refuse.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.CREATE)
        raise AssertionError

    def update(self, meeting: Meeting, made: MeetingMade) -> MeetingMade:
        """Refuse.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.UPDATE)
        return made

    def cancel(self, meeting: Meeting, made: MeetingMade) -> None:
        """Refuse.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.CANCEL)

    def role_link(self, made: MeetingMade, person: Entrant, role: As, now: datetime) -> str:
        """Give the address that was typed."""
        return made.address

    def attendance(self, meeting: Meeting, made: MeetingMade) -> list[Presence]:
        """Refuse: a list is brought as a file.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.ATTENDANCE)
        return []

    def recordings(self, meeting: Meeting, made: MeetingMade) -> list[RecordingMade]:
        """Refuse.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.RECORDINGS)
        return []
