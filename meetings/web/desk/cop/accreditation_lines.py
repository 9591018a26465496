"""A delegation at the desk in words: people with what is awaited from whom, letters, focal points, and the history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.tracks import Mover, Track, moves_from
from meetings.domain.languages import choose
from meetings.formats.times import language_name
from meetings.queries.cop.accreditation_page import DelegationPage, Event, Named, Part
from meetings.web.cop.accreditation_words import days_waited
from meetings.web.cop.words import AWAITED, MODES, RIGHTS, ROLES, STANDINGS, WHOM, state_word
from meetings.web.desk.access import Moment
from meetings.web.desk.account import moment_words


@dataclass(frozen=True, slots=True)
class PartLine:
    """A person's part in a segment in words."""

    it: Part
    segment: str
    state: str
    awaited: str
    whom: str
    since: str
    waited: str
    how: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in words."""

    it: Named
    role: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done with people who are ticked; `needs` is what has to be said with it."""

    to: str
    words: str
    needs_reason: bool
    needs_authority: bool
    number: int


def person_lines(shown: DelegationPage, moment: Moment) -> list[PersonLine]:
    """Word the people of a delegation."""
    return [
        PersonLine(one, ROLES[one.row.role](), tuple(_part(part, moment) for part in one.parts))
        for one in shown.people
    ]


def _part(part: Part, moment: Moment) -> PartLine:
    row, lang = part.row, moment.reader.language
    return PartLine(
        part,
        choose(part.segment.title, lang)[0],
        state_word(Track.PARTICIPATION, row.state),
        AWAITED[part.awaited](),
        WHOM[part.whom](),
        moment_words(row.state_since, moment),
        days_waited(row.state_since, moment.now),
        " · ".join((MODES[row.mode](), RIGHTS[row.rights]())),
    )


def acts_of(shown: DelegationPage) -> list[Act]:
    """Give what an officer may do with people of the delegation as they stand, in the order in which it is done."""
    found = []
    for to, words, needs_reason, needs_authority in (
        (P.LETTER_CHECKED, _("Named in the letter"), False, False),
        (P.ACCREDITED, _("Accredit"), False, False),
        (P.RETURNED, _("Return for completion"), True, False),
        (P.NOMINATED, _("Take back to nominated"), True, False),
        (P.WITHDRAWN, _("Withdraw from the delegation"), False, False),
        (P.REFUSED, _("Refuse this person"), True, True),
        (P.REVOKED, _("Revoke the accreditation"), True, True),
    ):
        number = sum(to in _moves(part, shown) for one in shown.people for part in one.parts)
        if number:
            found.append(Act(str(to), words, needs_reason, needs_authority, number))
    return found


def _moves(part: Part, shown: DelegationPage) -> tuple[str, ...]:
    return moves_from(Track.PARTICIPATION, part.row.state, Mover.OFFICER, is_observer=shown.is_observer)


def letter_line(row: Any, shown: DelegationPage, moment: Moment) -> dict[str, Any]:
    """Word a version of a letter, with what an officer may do with it while it is the last."""
    is_last = row is shown.letter
    moves = moves_from(Track.LETTER, row.state, Mover.OFFICER) if is_last else ()
    return {
        "row": row,
        "kind": {"note_verbale": _("Note verbale")}.get(row.kind, _("Letter")),
        "state": state_word(Track.LETTER, row.state),
        "since": moment_words(row.state_since, moment),
        "waited": days_waited(row.state_since, moment.now),
        "received": moment_words(row.received_at, moment),
        "by": actor_words(row.received_by, shown),
        "may_accept": "accepted" in moves,
        "may_return": "returned" in moves,
        "is_last": is_last,
        "is_picture": (row.media_type or "").startswith("image/"),
    }


def point_line(row: Any, moment: Moment) -> dict[str, Any]:
    """Word somebody who may name the delegation, or might."""
    return {
        "row": row,
        "kind": {
            "focal_point": _("Focal point"),
            "mission": _("Permanent mission"),
            "contact": _("Contact"),
        }.get(row.kind, row.kind),
        "language": language_name(row.language, moment.reader.language),
        "invited": moment_words(row.invited_at, moment),
        "opened": moment_words(row.opened_at, moment),
        "reminded": moment_words(row.reminded_at, moment),
        "ended": moment_words(row.ended_at, moment),
    }


def standing_lines(shown: DelegationPage, language: str) -> list[tuple[str, str]]:
    """Word what the State is to the treaty on the opening day of each segment."""
    return [
        (choose(one.title, language)[0], STANDINGS[shown.standings[one.id]]())
        for one in shown.segments
        if one.id in shown.standings
    ]


def event_line(one: Event, shown: DelegationPage, moment: Moment) -> dict[str, Any]:
    """Word what was done, by whom and why."""
    titles = {row.slug: choose(row.title, moment.reader.language)[0] for row in shown.segments}
    is_move = one.track in set(Track)
    return {
        "when": moment_words(one.at, moment),
        "of": one.of,
        "segment": titles.get(one.segment, ""),
        "before": state_word(Track(one.track), one.before) if is_move and one.before else "",
        "after": state_word(Track(one.track), one.after) if is_move else act_words(one.track),
        "by": actor_words(one.actor, shown),
        "reason": one.reason,
        "authority": one.authority,
    }


def act_words(act: str) -> str:
    """Word what was done to a delegation itself."""
    return {
        "delegation.add": _("Delegation begun"),
        "delegation.reopen": _("Opened again after the deadline"),
        "delegation.close": _("Closed again"),
        "delegation.quota": _("Number of people changed"),
        "delegation.remind": _("Reminded"),
        "focal_point.invite": _("Focal point invited"),
        "focal_point.renew": _("New link given"),
        "focal_point.end": _("Link withdrawn"),
        "letter.put": _("Letter received"),
    }.get(act, act)


def actor_words(actor: str, shown: DelegationPage) -> str:
    """Name who did something: by name where there is one, else as what they are."""
    kind, _colon, rest = actor.partition(":")
    named = shown.actors.get(actor)
    if kind == "focal":
        return _("%(name)s, focal point", name=named) if named else _("The focal point")
    if kind == "user":
        return _("%(name)s, secretariat", name=named or rest)
    if kind == "token":
        return _("A program of the secretariat: %(name)s", name=rest)
    return _("The system itself") if actor == "house" else actor


def opened_words(until: datetime | None, moment: Moment) -> str:
    """Word until when a delegation is opened again; nothing when that is over."""
    return moment_words(until, moment) if until and until > moment.now else ""
