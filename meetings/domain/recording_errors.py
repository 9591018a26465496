"""Named refusals of recordings, their captions and releases, and of documents."""

from meetings.domain.errors import Refused


class EmptyFile(Refused):
    """A file without a single byte, or none at all."""

    code = "empty_file"


class NotThisMedia(Refused):
    """A file whose content is of no kind that is kept there, whatever its name says."""

    code = "not_this_media"


class NotCaptions(Refused):
    """A file that is not WebVTT. Values: line (from 1), why (a `domain.captions.Why`)."""

    code = "not_captions"


class NotAChapter(Refused):
    """A line that is not like `00:12:30 Title`, or is not after the one before. Values: line (from 1)."""

    code = "not_a_chapter"


class NotParts(Refused):
    """A line that is not like `00:12:30-00:14:00`, each with an end after its beginning. Values: line (from 1)."""

    code = "not_parts"


class NotALength(Refused):
    """Not a length like 1:23:45. Values: value."""

    code = "not_a_length"


class NotReleased(Refused):
    """A recording that somebody refused or withdrew, so that nobody may see it. Values: names."""

    code = "not_released"
    status = 409


class NotCut(Refused):
    """A recording with refused parts that are still in its file. Values: parts."""

    code = "not_cut"
    status = 409


class SilentSpeakers(Refused):
    """A recording of people who have not answered yet, which whoever publishes it has to know. Values: names."""

    code = "silent_speakers"


class NothingToShow(Refused):
    """A recording with neither a file nor an address."""

    code = "nothing_to_show"
    status = 409


class NobodyKnown(Refused):
    """A mailbox of nobody who is known here. Values: value."""

    code = "nobody_known"


class NotAMail(Refused):
    """A file that is no text of a mail."""

    code = "not_a_mail"


class Closed(Refused):
    """Bytes that are not open to whoever asks."""

    code = "closed"
    status = 403


class Expired(Refused):
    """A signed address whose time is over."""

    code = "expired"
    status = 410


class NotARange(Refused):
    """A range of bytes that a file does not have. Values: size."""

    code = "not_a_range"
    status = 416


class SeveralRanges(Refused):
    """Several ranges asked for at once, which nothing of ours needs. Values: size."""

    code = "several_ranges"
    status = 416


class FileGone(Refused):
    """A file that is not where it was kept."""

    code = "file_gone"
    status = 404
