"""Seats in words: online or in the room, a time that is full and where a seat is free instead, a number in line."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import Mode, PlaceState
from meetings.domain.errors import Full
from meetings.domain.registrations import free_elsewhere
from meetings.queries.programmes import SessionShown, SlotShown
from meetings.queries.registrations import PlaceShown
from meetings.web.sessions import TimeShown, time_words
from meetings.web.timetable import Desk, session_address

CHOSEN = ("slot", "mode", "wait", "act")  # what a way out of a full time says anew


@dataclass(frozen=True, slots=True)
class WayOut:
    """What somebody may do about a time that is full: its words, the time it means, and what its button sends."""

    words: str
    time: TimeShown
    kept: tuple[tuple[str, str], ...]
    waits: bool


def mode_words(mode: str) -> str:
    """Word a way to take part."""
    return ways_words()[mode]


def ways_words() -> dict[str, str]:
    """Word each way to take part."""
    return {str(Mode.ONLINE): _("Online"), str(Mode.ROOM): _("In the room")}


def part_words(mode: str, *, has_room: bool) -> str:
    """Say how somebody takes part, where there is a choice; nothing where a time is held online only."""
    if mode == Mode.ROOM:
        return _("You take part in the room.")
    return _("You take part online.") if has_room else ""


def line_words(place: PlaceShown) -> str:
    """Say where somebody stands in line, and why the number is another than at first."""
    if not place.position:
        return _("On the waiting list.")
    before = place.position - 1
    words = [
        _("On the waiting list. Your number in line: %(number)d.", number=place.position),
        ngettext("%(num)d person is before you.", "%(num)d people are before you.", before)
        if before
        else _("You are the next to get a seat."),
    ]
    if place.first_rank and place.position < place.first_rank:
        words.append(
            _(
                "Your number at first: %(number)d. Since then people before you got a seat or left the line.",
                number=place.first_rank,
            )
        )
    return " ".join(words)


def elsewhere_words(session: SessionShown, place: PlaceShown, now: datetime) -> str:
    """Say that another time of the same part has a seat for somebody who waits."""
    waits = place.state == PlaceState.WAITING and not session.cancelled
    if waits and free_elsewhere(session.slots, place.slot_id, place.mode, now):
        return _("At the other time seats are free.")
    return ""


def full_page(refusal: Full, session: SessionShown, desk: Desk) -> Response | None:
    """Ask what somebody wants instead of a time that is full; what they typed goes along with each answer.

    Gives: nothing where the time was added within the last second.
    """
    slots = {slot.id: slot for slot in session.slots}
    full, mode = str(refusal.values["slot"]), str(refusal.values["mode"])
    others: list[dict[str, str]] = refusal.values["others"]  # type: ignore[assignment]
    if full not in slots:
        return None
    ask = _Question(slots[full], mode, session, desk)
    page = render_template(
        "public/full.html",
        programme=desk.programme,
        session=session,
        time=time_words(ask.full, session, desk),
        mode=mode_words(mode) if ask.full.has_room else "",
        ways=[
            *(ask.instead(slots[one["slot"]], one["mode"]) for one in others if one["slot"] in slots),
            ask.wait(),
        ],
        back=[*ask.kept(full, mode), ("act", "form")],
        session_address=session_address(desk, session.slug),
    )
    return make_response(page, refusal.status)


@dataclass(frozen=True, slots=True)
class _Question:
    """A time that is full in the way somebody asked for it."""

    full: SlotShown
    mode: str
    session: SessionShown
    desk: Desk

    def instead(self, slot: SlotShown, mode: str) -> WayOut:
        words = _("Take the other time")
        if mode != self.mode:
            words = _("Take part in the room") if mode == Mode.ROOM else _("Take part online")
        return WayOut(words, time_words(slot, self.session, self.desk), self.kept(slot.id, mode), False)

    def wait(self) -> WayOut:
        time = time_words(self.full, self.session, self.desk)
        kept = (*self.kept(self.full.id, self.mode), ("wait", self.full.id))
        return WayOut(_("Wait for this time"), time, kept, True)

    def kept(self, slot_id: str, mode: str) -> tuple[tuple[str, str], ...]:
        """Give all that was typed, with another time and way in the place of those that are full."""
        typed = [(name, value) for name, value in request.form.items(multi=True) if name not in CHOSEN]
        slots = [one for one in request.form.getlist("slot") if one and one != self.full.id]
        waits = [("wait", one) for one in request.form.getlist("wait")]
        return (*typed, *(("slot", one) for one in (*slots, slot_id)), ("mode", mode), *waits)
