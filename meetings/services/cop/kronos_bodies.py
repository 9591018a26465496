"""Which events and organizations of a KRONOS file are which of ours: known, decided, new, or in conflict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from meetings.domain.codes import CATEGORIES
from meetings.domain.cop.codes import SegmentMode
from meetings.domain.cop.country_names import KnownNames, match_country
from meetings.domain.cop.kronos import Exchange, Kind, Outcome, Record, Said
from meetings.domain.errors import Refused
from meetings.domain.programmes import check_slug
from meetings.domain.zones import check_zone
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.parties import Organization, Party
from meetings.models.programmes import Programme
from meetings.queries.cop.kronos import bodies_by_name, called, segments_by_code
from meetings.queries.cop.parties import known_names
from meetings.services.cop import kronos_acts as acts

NONE: Final = "none"
NOT_YET: Final = -1  # the number of what is only looked at


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose delegation a contact is of: a State by its code, or a body by its number and slug."""

    party: str = ""
    organization: int = 0
    slug: str = ""

    @property
    def subject(self) -> str:
        """Name it among our subjects."""
        return f"party:{self.party}" if self.party else f"organization:{self.organization}"

    @property
    def wanted(self) -> dict[str, str]:
        """Give it as the services of delegations take it."""
        return {"party": self.party} if self.party else {"organization": self.slug}


@dataclass
class Desk:
    """A file being taken in, or looked at where `commit` is false: what was decided, and what is known so far.

    `within` says of which conferences whoever takes it in may see and change people; of others nothing is known.
    """

    exchange: Exchange
    decisions: Mapping[str, str]
    now: datetime
    actor: str
    commit: bool
    within: Callable[[str], bool] = lambda _programme: True
    said: list[Said] = field(default_factory=list)
    segments: dict[str, tuple[str, Segment]] = field(default_factory=dict)
    bodies: dict[str, Whose] = field(default_factory=dict)
    names: KnownNames | None = None

    def say(self, said: Said) -> Said:
        """Note what becomes of a record, with what was decided of it."""
        one = replace(said, chosen=self.decisions.get(said.key, ""))
        self.said.append(one)
        return one

    def decided(self, kind: Kind, name: str) -> str:
        """Give what a person decided, empty for nothing."""
        return self.decisions.get(f"{kind}:{name}", "")

    def country(self, text: str) -> str | tuple[str, ...] | None:
        """Find the State that a text names, see `match_country`."""
        self.names = self.names or known_names()
        return match_country(text, self.names)


def take_events(desk: Desk) -> None:
    """Find or add the segment of each event."""
    known = called(Kind.EVENT, (one.id for one in desk.exchange.events))
    codes = {code: one for code, one in segments_by_code().items() if desk.within(code.partition("/")[0])}
    by_subject = {f"segment:{segment.id}": (code, segment) for code, segment in codes.items()}
    for one in desk.exchange.events:
        code = one.text("code")
        found = by_subject.get(known[one.id].subject) if one.id in known else None
        where = next((each for each in (one.id, code, desk.decided(Kind.EVENT, one.id)) if each in codes), "")
        if found is None and where:
            found = (where, codes[where])
            if desk.commit and where != one.id:
                acts.remember(Kind.EVENT, one.id, f"segment:{found[1].id}", desk.now)
        _say_event(desk, one, found, tuple(sorted(codes)))


def _say_event(desk: Desk, one: Record, found: tuple[str, Segment] | None, choices: tuple[str, ...]) -> None:
    name = one.text("title") or one.text("code")
    if found is not None:
        desk.segments[one.id] = found
        desk.say(Said(Kind.EVENT, one.id, Outcome.SAME, name))
    elif desk.decided(Kind.EVENT, one.id) == NONE:
        desk.say(Said(Kind.EVENT, one.id, Outcome.REFUSED, name, "left_out"))
    elif _is_whole(one) and (made := _new_segment(desk, one)) is not None:
        desk.segments[one.id] = (one.text("code"), made)
        desk.say(Said(Kind.EVENT, one.id, Outcome.NEW, name))
    else:
        desk.say(Said(Kind.EVENT, one.id, Outcome.CONFLICT, name, "event", choices=(*choices, NONE)))


def _is_whole(event: Record) -> bool:
    """Say whether an event of ours says all that a segment needs; KRONOS' own have neither zone nor mode."""
    extra, (programme, slash, segment) = event.extra, event.text("code").partition("/")
    days = [acts.day_of(event.values.get(name)) for name in ("startDate", "endDate")]
    try:
        check_zone(str(extra.get("zone", "")))
        check_slug(programme)
        check_slug(segment)
    except Refused:
        return False
    titled = isinstance(extra.get("titles"), Mapping)
    return bool(slash and titled and all(days) and extra.get("mode") in tuple(SegmentMode))


def _new_segment(desk: Desk, event: Record) -> Segment | None:
    slug = event.text("code").partition("/")[0]
    if not desk.within(slug):
        return None
    programme = db.session.query(Programme).filter_by(slug=slug).one_or_none()
    given = next((each for each in desk.exchange.conferences if each.get("code") == slug), None)
    if programme is None and (given is None or not _is_whole_conference(given)):
        return None
    if not desk.commit:
        extra = event.extra
        number = programme.id if programme else NOT_YET
        return Segment(
            id=NOT_YET, programme_id=number, slug="", mode=str(extra["mode"]), zone=str(extra["zone"])
        )
    programme = programme or acts.add_programme(given or {}, desk.now, desk.actor)
    return acts.add_segment(programme, event, desk.now, desk.actor)


def _is_whole_conference(given: Mapping[str, Any]) -> bool:
    extra = given.get("minamata")
    if not isinstance(extra, Mapping) or not isinstance(extra.get("titles"), Mapping):
        return False
    try:
        check_zone(str(extra.get("zone", "")))
    except Refused:
        return False
    return True


def take_organizations(desk: Desk) -> None:
    """Find or add the State or body of each organization."""
    known = called(Kind.ORGANIZATION, (one.id for one in desk.exchange.organizations))
    named = bodies_by_name()
    by_slug = {one.slug: one for each in named.values() for one in each}
    for one in desk.exchange.organizations:
        subject = known[one.id].subject if one.id in known else _own_subject(one.id, by_slug)
        whose = _of_subject(subject) if subject else None
        if whose is not None:
            desk.bodies[one.id] = whose
            desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.SAME, one.text("name")))
        elif one.text("government") or one.text("organizationTypeId").lower() == "government":
            _take_state(desk, one)
        else:
            _take_body(desk, one, named)


def _own_subject(name: str, by_slug: Mapping[str, Organization]) -> str:
    """Give the subject of what we call so ourselves."""
    kind, _colon, rest = name.partition(":")
    if kind == "organization" and rest in by_slug:
        return f"organization:{by_slug[rest].id}"
    return name if kind == "party" else ""


def _of_subject(subject: str) -> Whose | None:
    kind, _colon, rest = subject.partition(":")
    if kind == "party":
        return Whose(party=rest) if _is_state(rest) else None
    body = db.session.get(Organization, int(rest)) if rest.isdigit() else None
    return Whose(organization=body.id, slug=body.slug) if body else None


def _is_state(code: str) -> bool:
    """Say whether a code is that of a State of the secretariat's list."""
    return bool(code) and db.session.get(Party, code) is not None


def _take_state(desk: Desk, one: Record) -> None:
    """Find the State of a government; a name that is not settled goes to a person, and is never made up."""
    name, decided = one.text("name"), desk.decided(Kind.ORGANIZATION, one.id)
    said = one.text("government") or one.text("country") or name
    if decided == NONE:
        desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.REFUSED, name, "left_out"))
        return
    found: Any = decided if _is_state(decided) else desk.country(said)
    if not isinstance(found, str):
        choices = (*(found or ()), NONE)
        desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.CONFLICT, said, "country", choices=choices))
        return
    desk.bodies[one.id] = Whose(party=found)
    if desk.commit:
        acts.remember(Kind.ORGANIZATION, one.id, f"party:{found}", desk.now)
    desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.SAME, name))


def _take_body(desk: Desk, one: Record, named: Mapping[str, list[Organization]]) -> None:
    name, decided = one.text("name"), desk.decided(Kind.ORGANIZATION, one.id)
    same = named.get(name.casefold(), [])
    chosen = next((each for each in same if each.slug == decided), None) or (
        same[0] if len(same) == 1 else None
    )
    if chosen is not None:
        desk.bodies[one.id] = Whose(organization=chosen.id, slug=chosen.slug)
        if desk.commit:
            acts.remember(Kind.ORGANIZATION, one.id, f"organization:{chosen.id}", desk.now)
        desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.SAME, name))
    elif same:
        choices = tuple(each.slug for each in same)
        desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.CONFLICT, name, "several", choices=choices))
    else:
        _add_body(desk, one, name)


def _add_body(desk: Desk, one: Record, name: str) -> None:
    category, decided = one.text("organizationTypeId").lower(), desk.decided(Kind.ORGANIZATION, one.id)
    said = one.text("country")
    found: Any = desk.country(said) if said else ""
    if decided:
        found = "" if decided == NONE else decided if _is_state(decided) else found
    if not name:
        desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.REFUSED, one.id, "no_name"))
    elif category not in CATEGORIES:
        desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.REFUSED, name, "unknown_type"))
    elif not isinstance(found, str):
        choices = (*(found or ()), NONE)
        desk.say(
            Said(Kind.ORGANIZATION, one.id, Outcome.CONFLICT, f"{name} ({said})", "country", choices=choices)
        )
    else:
        desk.bodies[one.id] = Whose(organization=NOT_YET)
        if desk.commit:
            row = acts.add_organization(one, category, found or None, desk.now, desk.actor)
            desk.bodies[one.id] = Whose(organization=row.id, slug=row.slug)
            acts.remember(Kind.ORGANIZATION, one.id, f"organization:{row.id}", desk.now)
        desk.say(Said(Kind.ORGANIZATION, one.id, Outcome.NEW, name))
