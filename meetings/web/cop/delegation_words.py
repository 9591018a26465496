"""What the page of a delegation says: until when it is open, where everybody stands, what waits for whom."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.cop.codes import ParticipationState, RequestKind
from meetings.domain.cop.delegations import Openness, is_own, openness, quota_of
from meetings.domain.cop.tracks import Awaited, From, Track
from meetings.formats.languages import marked
from meetings.formats.times import (
    date_range_words,
    day_words,
    full_day_words,
    hour_words,
    zone_city,
    zone_offset,
)
from meetings.queries.cop.awaited import Waiting
from meetings.queries.cop.change_requests import Asked
from meetings.queries.cop.delegation_page import DelegationPage, PartShown, PersonShown
from meetings.web.cop.words import AWAITED, MODES, RIGHTS, ROLES, state_word
from meetings.web.readers import Reader

STEPS: Final = (
    ParticipationState.NOMINATED,
    ParticipationState.LETTER_CHECKED,
    ParticipationState.ACCREDITED,
    ParticipationState.BADGE_ISSUED,
    ParticipationState.CHECKED_IN,
)
FROM: Final[dict[From, Callable[[], str]]] = {
    From.NOBODY: lambda: "",
    From.DELEGATION: lambda: _("you"),
    From.SECRETARIAT: lambda: _("the secretariat"),
    From.CONFERENCE: lambda: _("the Bureau or the Conference"),
}
WAITING: Final[dict[Awaited, Callable[[], str]]] = {
    Awaited.NAMES: lambda: _("Nobody is named yet"),
    Awaited.LETTER: lambda: _("The letter of nomination or note verbale is awaited"),
    Awaited.CORRECTION: lambda: _("The letter was returned"),
}
REQUESTS: Final[dict[str, Callable[[], str]]] = {
    RequestKind.ADD: lambda: _("A person to add"),
    RequestKind.CORRECT: lambda: _("A correction"),
    RequestKind.REPLACE: lambda: _("A replacement"),
    RequestKind.WITHDRAW: lambda: _("A withdrawal"),
}
REQUEST_STATES: Final[dict[str, Callable[[], str]]] = {
    "open": lambda: _("Waits for the secretariat"),
    "accepted": lambda: _("Accepted"),
    "declined": lambda: _("Declined"),
    "taken_back": lambda: _("Taken back"),
}
FIELDS: Final[dict[str, Callable[[], str]]] = {
    "role": lambda: _("Role"),
    "courtesy": lambda: _("Courtesy title"),
    "name": lambda: _("Name as it is to be printed"),
    "function": lambda: _("Function"),
    "department": lambda: _("Department"),
    "organization": lambda: _("Organization"),
    "address": lambda: _("Address"),
    "email": lambda: _("E-mail"),
    "telephone": lambda: _("Telephone"),
    "language": lambda: _("Language"),
    "gender": lambda: _("Gender"),
    "lists": lambda: _("Printed in the list of participants"),
    "wishes": lambda: _("Segments"),
}


def waiting_words(one: Waiting) -> str:
    """Say one thing that is awaited from a delegation."""
    if one.people:
        return ngettext(
            "%(num)d person waits to be completed", "%(num)d people wait to be completed", one.people
        )
    return WAITING[one.awaited]()


def moment_words(at: datetime, zone: str, lang: str) -> str:
    """Word an instant with its day, hour, city and offset."""
    return _(
        "%(day)s, %(hour)s in %(city)s, %(offset)s",
        day=full_day_words(at, zone, lang),
        hour=hour_words(at, zone, lang),
        city=zone_city(zone, lang),
        offset=zone_offset(zone, at, lang),
    )


def segment_words(
    segment: Any, page: DelegationPage, reader: Reader, now: datetime, *, is_public: bool = False
) -> dict[str, Any]:
    """Say of a segment when and where it is, until when people are named, and how many may be."""
    lang = reader.language
    stands = openness(segment, page.reopened_until, now)
    quota = quota_of(page.quota, segment.quota)
    taken = 0 if is_public else page.taken(segment.id)
    return {
        "id": segment.id,
        "title": segment.title,
        "where": " · ".join(
            one
            for one in (
                date_range_words(segment.starts_on, segment.ends_on, lang),
                marked(segment.place, lang) if segment.place else "",
                MODES[segment.mode](),
            )
            if one
        ),
        "openness": str(stands),
        "is_open": stands in (Openness.OPEN, Openness.REOPENED),
        "says": _says(segment, stands, page.reopened_until, reader),
        "there": _there(segment, stands, reader),
        "left": _left(segment.nominate_until, now) if stands is Openness.OPEN else "",
        "quota": ""
        if quota is None or is_public
        else _("Named: %(taken)d of %(quota)d", taken=taken, quota=quota),
    }


def _says(segment: Any, stands: Openness, reopened_until: datetime | None, reader: Reader) -> str:
    zone, lang = reader.zone, reader.language
    if stands is Openness.OVER:
        return _("This segment is over.")
    if stands is Openness.REOPENED and reopened_until is not None:
        until = moment_words(reopened_until, zone, lang)
        return _("Open again for your delegation until %(when)s.", when=until)
    if segment.nominate_until is None:
        return _("People can be named now.")
    when = moment_words(segment.nominate_until, zone, lang)
    if stands is Openness.OPEN:
        return _("Nominations close on %(when)s.", when=when)
    return _("Nominations closed on %(when)s.", when=when)


def _there(segment: Any, stands: Openness, reader: Reader) -> str:
    """Say the deadline by the clock of the segment, where the reader's is another."""
    at = segment.nominate_until
    if at is None or stands is Openness.OVER or segment.zone == reader.zone:
        return ""
    return moment_words(at, segment.zone, reader.language)


def _left(until: datetime | None, now: datetime) -> str:
    if until is None:
        return ""
    days = (until - now).days
    return ngettext("%(num)d day left", "%(num)d days left", days) if days else _("less than a day left")


def part_words(one: PartShown, reader: Reader, now: datetime) -> dict[str, Any]:
    """Say where somebody's part in a segment stands, what is awaited from whom, and since when."""
    lang = reader.language
    state = ParticipationState(one.state)
    reached = STEPS.index(state) + 1 if state in STEPS else 0
    days = max(0, (now - one.since).days)
    return {
        "segment": one.segment.title,
        "segment_id": one.segment.id,
        "how": " · ".join((MODES[one.mode](), RIGHTS[one.rights]())),
        "state": state_word(Track.PARTICIPATION, one.state),
        "steps": "■" * reached + "□" * (len(STEPS) - reached) if reached else "",
        "awaited": AWAITED[one.awaited]() if one.awaited is not Awaited.NOTHING else "",
        "reason": one.reason,
        "whom": FROM[one.whom](),
        "since": day_words(one.since, reader.zone, lang),
        "days": ngettext("%(num)d day", "%(num)d days", days) if days else "",
        "is_there": one.is_there,
    }


def person_words(one: PersonShown, page: DelegationPage, reader: Reader, now: datetime) -> dict[str, Any]:
    """Say of a person who they are, where they stand, and what their nominator can do."""
    parts = [part_words(each, reader, now) for each in one.parts]
    may_edit = all(
        is_own(
            _Takes(each.segment.id, each.state),
            is_segment_open=openness(each.segment, page.reopened_until, now)
            in (Openness.OPEN, Openness.REOPENED),
        )
        for each in one.parts
        if each.is_there and openness(each.segment, page.reopened_until, now) is not Openness.OVER
    )
    return {
        "id": one.row.id,
        "name": one.row.name,
        "courtesy": one.row.courtesy or "",
        "email": one.row.email or "",
        "function": one.row.function or "",
        "role": ROLES[one.row.role](),
        "parts": parts,
        "may_edit": may_edit and one.is_there,
        "is_there": one.is_there,
        "replaces": one.replaces,
        "replaced_by": one.replaced_by,
        "passport": _given(one.passport_at, reader),
        "photo": _given(one.photo_at, reader),
        "needs_letter": any(each.awaited is Awaited.LETTER for each in one.parts),
    }


class _Takes:
    """A part in a segment, as far as the rules look at it."""

    def __init__(self, segment_id: int, state: str) -> None:
        self.segment_id = segment_id
        self.state = state


def _given(at: datetime | None, reader: Reader) -> str:
    return _("given on %(day)s", day=day_words(at, reader.zone, reader.language)) if at else ""


def groups_of(page: DelegationPage, reader: Reader, now: datetime) -> list[dict[str, Any]]:
    """Group the people by who acts next: the focal point, others, nobody."""
    waits: dict[str, list[PersonShown]] = {"you": [], "others": [], "aside": []}
    for one in page.people:
        if not one.is_there:
            waits["aside"].append(one)
        else:
            waits["you" if one.whom is From.DELEGATION and _acts(one) else "others"].append(one)
    titles = {"you": _("Waits for you"), "others": _("Waits for others"), "aside": _("Aside")}
    return [
        {
            "key": key,
            "title": titles[key],
            "people": [person_words(one, page, reader, now) for one in found],
        }
        for key, found in waits.items()
        if found
    ]


def _acts(one: PersonShown) -> bool:
    """Say whether something is to be done before somebody comes; arriving is not the focal point's."""
    return any(part.whom is From.DELEGATION and part.awaited is not Awaited.ARRIVAL for part in one.parts)


def request_words(one: Asked, names: dict[str, str], reader: Reader) -> dict[str, Any]:
    """Say what was asked for, of whom, and what became of it."""
    whom = names.get(one.nomination_id or "", "") or one.values.get("name", "")
    changes = [
        (FIELDS[name](), _value(name, value))
        for name, value in one.values.items()
        if name in FIELDS and name != "wishes" and one.kind == RequestKind.CORRECT
    ]
    return {
        "id": one.id,
        "kind": REQUESTS[one.kind](),
        "whom": whom,
        "new": one.values.get("name", "") if one.kind == RequestKind.REPLACE else "",
        "changes": changes,
        "why": one.why,
        "state": REQUEST_STATES[one.state](),
        "is_open": one.is_open,
        "since": day_words(one.decided_at or one.asked_at, reader.zone, reader.language),
        "reason": one.reason,
    }


def _value(name: str, value: Any) -> str:
    if name == "role" and value in ROLES:
        return ROLES[value]()
    if isinstance(value, list):
        return _(", ").join(FIELDS[one]() for one in value if one in FIELDS)
    return str(value)
