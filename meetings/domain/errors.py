"""Named refusals: each says which field is to blame and carries what its sentence needs."""

from typing import ClassVar


class Refused(Exception):
    """Something asked for that cannot be done; nothing was stored."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, *, field: str | None = None, **values: object) -> None:
        super().__init__(self.code)
        self.field = field
        self.values = values


class NotFound(Refused):
    """No such thing, or not for this reader."""

    code = "not_found"
    status = 404


class Stale(Refused):
    """Somebody else saved this first. Values: current (their revision)."""

    code = "stale"
    status = 412


class Missing(Refused):
    """A field that is needed is empty."""

    code = "missing"


class TooLong(Refused):
    """A field is longer than is kept. Values: most (characters)."""

    code = "too_long"


class NotOneLine(Refused):
    """A field holds a line break or another control character."""

    code = "not_one_line"


class TooManyLines(Refused):
    """More lines or rows than are kept. Values: most."""

    code = "too_many_lines"


class NotAnAddress(Refused):
    """An e-mail address no mail could reach."""

    code = "not_an_address"


class NotAChoice(Refused):
    """A value outside the list offered. Values: value, choices where they are few."""

    code = "not_a_choice"


class NotANumber(Refused):
    """Not a whole number within the limits. Values: least, most."""

    code = "not_a_number"


class NotATime(Refused):
    """Not a wall time written as 2020-11-17T16:00. Values: value."""

    code = "not_a_time"


class ReservedSlug(Refused):
    """A slug that the site itself uses. Values: value."""

    code = "reserved_slug"


class NotASlug(Refused):
    """A slug of other characters than a–z, 0–9 and single hyphens. Values: value."""

    code = "not_a_slug"


class Taken(Refused):
    """A name or slug that is in use already. Values: value."""

    code = "taken"


class SlotPast(Refused):
    """The time asked for has begun or passed."""

    code = "slot_past"


class SlotCancelled(Refused):
    """The time asked for is cancelled."""

    code = "slot_cancelled"


class SessionNotOpen(Refused):
    """The session takes no registrations: a draft, cancelled, or over."""

    code = "session_not_open"


class NothingChosen(Refused):
    """A form for many sessions on which nothing is chosen."""

    code = "nothing_chosen"


class TooMany(Refused):
    """More of something than a form takes. Values: most."""

    code = "too_many"


class RegistrationEnded(Refused):
    """The registration was cancelled before."""

    code = "registration_ended"


class DoneBefore(Refused):
    """A form that was sent before, and did then what it asks for."""

    code = "done_before"
    status = 409


class NotThisMove(Refused):
    """A move the table of states does not allow. Values: state, wanted."""

    code = "not_this_move"
    status = 409


class ChangedSince(Refused):
    """Something to undo that somebody changed since, or that lies too far back. Values: sessions (their slugs)."""

    code = "changed_since"
    status = 409


class OfferOver(Refused):
    """A seat that was offered and is not any more: declined, or the time to accept it has passed."""

    code = "offer_over"
    status = 409


class Full(Refused):
    """No seat is free in the time asked for, and elsewhere one is. Values: slot, mode, others (each slot and mode)."""

    code = "full"
    status = 409


class WouldWait(Refused):
    """No seat is free where somebody would change to; they keep what they have. Values: slot, mode."""

    code = "would_wait"
    status = 409


class NotInRoom(Refused):
    """The time asked for is held online only."""

    code = "not_in_room"


class RoomInUse(Refused):
    """People hold seats in the room, or wait for one. Values: taken, waiting."""

    code = "room_in_use"
    status = 409


class DoorClosed(Refused):
    """Joining is not possible now. Values: opens_at or None, state."""

    code = "door_closed"
    status = 409


class SeveralOpen(Refused):
    """Joining by a link that leads to several sessions open now, without saying which."""

    code = "several_open"
    status = 409


class NoPlatformAddress(Refused):
    """The organizer has not given the address of the meeting yet."""

    code = "no_platform_address"
    status = 409


class LinkDead(Refused):
    """A link or code that is not known, was cut short, or was withdrawn."""

    code = "link_dead"
    status = 404


class NotConfirmed(Refused):
    """Something that cannot be undone, asked for without saying so."""

    code = "not_confirmed"


class KeyReused(Refused):
    """An Idempotency-Key that came before with another body."""

    code = "key_reused"


class WrongFile(Refused):
    """A file that does not have the shape expected. Field: its path in the file. Values: expected."""

    code = "wrong_file"


class OpenProblems(Refused):
    """A file of which something is not answered yet, or that is of another time. Values: problems (their codes)."""

    code = "open_problems"


class NotACalendar(Refused):
    """Not a calendar in the format iCalendar, or one that is cut off."""

    code = "not_a_calendar"


class TooManyEvents(Refused):
    """A calendar of more events than are read. Values: most."""

    code = "too_many_events"


class TooLarge(Refused):
    """A file that is larger than is read. Values: most (megabytes)."""

    code = "too_large"
    status = 413


class TooManyFeeds(Refused):
    """More feeds than are read. Values: most."""

    code = "too_many_feeds"


class NotAWebAddress(Refused):
    """Not an address of the web that begins with https://."""

    code = "not_a_web_address"


class NotAPhoneNumber(Refused):
    """Not a telephone number, or not a code to type after a comma behind it."""

    code = "not_a_phone_number"


class UnknownZone(Refused):
    """A name that is no time zone. Values: value."""

    code = "unknown_zone"


class NonexistentTime(Refused):
    """A wall time that the clocks jump over. Values: value, neighbours (two that exist), offsets (theirs)."""

    code = "nonexistent_time"


class AmbiguousTime(Refused):
    """A wall time that comes twice. Values: value, choices (the two offsets, the first one first)."""

    code = "ambiguous_time"


class TooFar(Refused):
    """A day outside the years for which zone rules are known. Values: value."""

    code = "too_far"


class NoSuchDay(Refused):
    """A day that a zone leaves out, because it moved across the date line. Values: value."""

    code = "no_such_day"


class NotHours(Refused):
    """Hours of the day that do not end after they begin, or are not quarter-hours from 0 to 24. Values: value."""

    code = "not_hours"


class NotAWeight(Refused):
    """A weight in an audience that is no number above zero. Values: value (its zone), most."""

    code = "not_a_weight"


class NotASpan(Refused):
    """A busy time without an end, or that ends before it begins. Values: value."""

    code = "not_a_span"


class NoTimeLeft(Refused):
    """No time of this length begins on the day and is free."""

    code = "no_time_left"


class NoTwoTimes(Refused):
    """No two times of this length begin on the day, are free and do not overlap."""

    code = "no_two_times"


class NotAllowed(Refused):
    """Something that this role may not do, or not here."""

    code = "not_allowed"
    status = 403


class SignInNeeded(Refused):
    """Something that needs a sign-in or a token."""

    code = "sign_in_needed"
    status = 401


class IfMatchNeeded(Refused):
    """An act on something editable that does not say which revision it saw: send If-Match."""

    code = "if_match_needed"
    status = 428


class NotAReminder(Refused):
    """A rule of reminding that is not like `15m`, `24h`, `3d@09:00` or `open`, or too many. Values: value."""

    code = "not_a_reminder"


class NotADigest(Refused):
    """A day and hour of a weekly mail that are not like `mon@08:00`. Values: value."""

    code = "not_a_digest"


class UnknownPlaceholder(Refused):
    """A phrase with a place that nothing fills. Values: value, known (their names)."""

    code = "unknown_placeholder"


class SameName(Refused):
    """A name that somebody else has at the same mailbox: likely the same person. Values: other (their public id)."""

    code = "same_name"
    status = 409


class MergedAway(Refused):
    """A person who was found to be another one, or was not any more, before this was asked."""

    code = "merged_away"
    status = 409


class NothingToRead(Refused):
    """Somebody without a registration that stands and is not over, so that there is no code and no link to give."""

    code = "nothing_to_read"
    status = 409
