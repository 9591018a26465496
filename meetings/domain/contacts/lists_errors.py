"""Named refusals of contact lists."""

from typing import ClassVar

from meetings.domain.errors import Refused


class FilterNotStatic(Refused):
    """People are put into and taken out of static lists alone; a filter holds whoever fits."""

    code: ClassVar[str] = "filter_not_static"


class ListEnded(Refused):
    """A list that has ended takes no change until it is taken back."""

    code: ClassVar[str] = "list_ended"
    status: ClassVar[int] = 409
