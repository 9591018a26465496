"""What refusals of recordings, captions, releases and documents say on a page."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.captions import Why

Values = dict[str, Any]


def why_words(why: str) -> str:
    """Word why a file is not WebVTT."""
    return {
        Why.EMPTY: _("the file is empty"),
        Why.TOO_LARGE: _("the file is larger than captions are"),
        Why.NOT_TEXT: _("this is not text in UTF-8"),
        Why.NO_HEAD: _("the file has to begin with WEBVTT and an empty line"),
        Why.NO_TIMES: _("a line like 00:00:01.000 --> 00:00:04.000 is missing"),
        Why.WRONG_TIMES: _("times are written like 00:00:01.000 --> 00:00:04.000"),
        Why.ENDS_BEFORE: _("it ends before it begins"),
        Why.OUT_OF_ORDER: _("it begins before the one above it"),
        Why.NO_CUES: _("there is nothing to show in it"),
        Why.TOO_MANY: _("there are too many captions in it"),
        Why.TOO_LONG: _("this caption is too long"),
    }.get(Why(why), "")


def _names(values: Values, name: str = "names") -> str:
    return _(", ").join(str(one) for one in values.get(name, ()))


SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "empty_file": lambda _values: _("Please choose a file; this one is empty."),
    "not_this_media": lambda _values: _(
        "The content of this file is of no kind that can be kept here, whatever its name says."
    ),
    "not_captions": lambda values: _(
        "These are no captions in WebVTT. Line %(line)d: %(why)s.",
        line=values.get("line", 1),
        why=why_words(values.get("why", Why.EMPTY)),
    ),
    "not_a_chapter": lambda values: _(
        "Please write each chapter like 00:12:30 Title, in order of time. Look at line %(line)d.",
        line=values.get("line", 1),
    ),
    "not_parts": lambda values: _(
        "Please write what is refused like 00:12:30-00:14:00, one on each line. Look at line %(line)d.",
        line=values.get("line", 1),
    ),
    "not_a_length": lambda _values: _("Please write the length like 1:23:45."),
    "not_released": lambda values: _(
        "It stays closed. Did not agree to the recording: %(names)s.", names=_names(values)
    ),
    "not_cut": lambda values: _(
        "It stays closed until a file is kept from which this is cut out: %(parts)s.",
        parts=_names(values, "parts"),
    ),
    "silent_speakers": lambda values: _(
        "Not answered yet: %(names)s. Please say that you know this.", names=_names(values)
    ),
    "nothing_to_show": lambda _values: _("There is no file and no address yet."),
    "nobody_known": lambda values: _(
        "Nobody is known here by the address “%(value)s”.", value=values.get("value", "")
    ),
    "not_a_mail": lambda _values: _("Please choose the mail as a file of text, such as .eml or .txt."),
    "closed": lambda _values: _(
        "This is not open to everybody. Whoever it is for finds it on “My registrations”."
    ),
    "expired": lambda _values: _("This link is over. Please open the page again where you found it."),
    "not_a_range": lambda _values: _("The file does not have this range of bytes."),
    "several_ranges": lambda _values: _("Please ask for one range of bytes at a time."),
    "file_gone": lambda _values: _("This file is not there any more."),
}
