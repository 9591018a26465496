"""Registering for many at once: sessions that were ticked, streams or a whole season; colleagues in the same act."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from meetings.domain import errors
from meetings.domain import registrations as rules
from meetings.domain.codes import HeldTwice, Mode, NoticeKind
from meetings.domain.consents import check_given
from meetings.domain.tokens import Keys
from meetings.extensions import batched, transaction
from meetings.models.base import random_ids
from meetings.models.registrations import Registration
from meetings.services.choosing import check_waiting, modes_of
from meetings.services.consents import Yes
from meetings.services.enrolling import Wish, add_notices, add_registrations, note_registrations, take_places
from meetings.services.links import add_join_link, add_season_link, give_link, link_code, link_token
from meetings.services.people import PersonChecked, PersonGiven, check_person, find_or_add_person
from meetings.services.registrations import registration_values
from meetings.services.standing import PlaceGiven, as_asked, mail_link, notice_values, standing_of
from meetings.services.subscriptions import Following, add_subscriptions
from meetings.services.topics import Choice, Chosen, Scope, choose, choose_open, scope_of, streams_of

MOST_COLLEAGUES: Final = 10


@dataclass(frozen=True, slots=True)
class ManyRequest:
    """A wish of one or several people: sessions, streams, or all of a programme, and what comes to these later.

    `slots` holds at most one id a part of the sessions that are named; others are chosen as `held_twice` says.
    `mode` and `wait` are as of a `RegistrationRequest`.
    `consents` (see `RegistrationRequest`) are of the first person, who ticked them: nobody agrees for a colleague.
    """

    programme: str
    people: tuple[PersonGiven, ...]
    sessions: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    whole: bool = False
    slots: tuple[str, ...] = ()
    held_twice: str = HeldTwice.BEST
    consents: tuple[str, ...] = ()
    source: str = "form"
    shown_in: str = ""
    mode: str = Mode.ONLINE
    wait: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What one person was given: the places by session, in order of time, and the right to enter."""

    person_id: int
    name: str
    places: Mapping[str, tuple[PlaceGiven, ...]]
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Many:
    """The answer to a wish for many, each person once; `is_several` says that one link is for all sessions."""

    people: tuple[Enrolled, ...]
    is_several: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the form, found or added."""

    id: int
    is_new: bool
    person: PersonChecked


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody is to have of a session: a new registration, or the one that `standing` names."""

    chosen: Chosen
    wish: Wish
    standing: Registration | None

    @property
    def id(self) -> str:
        """Give the id of the registration."""
        return self.standing.id if self.standing else self.wish.id


@dataclass(frozen=True, slots=True)
class Act:
    """What is done for everybody on a form, at which moment; `follows` holds streams, and null for all."""

    request: ManyRequest
    first: PersonChecked
    scope: Scope
    chosen: Sequence[Chosen]
    follows: Sequence[int | None]
    now: datetime
    keys: Keys
    modes: Mapping[int, Mapping[int, str]]

    @property
    def is_several(self) -> bool:
        """Say whether this is more than registering for one session."""
        return len(self.chosen) != 1 or bool(self.follows)

    def yes(self, person: PersonChecked) -> Yes:
        """Give what a person agreed to: what is ticked, if the form is theirs."""
        is_theirs = person is self.first
        language = self.request.shown_in or person.language
        return Yes(check_given(self.request.consents) if is_theirs else (), language, self.now)


def register_many(request: ManyRequest, now: datetime, keys: Keys) -> Many:
    """Register people for all that is asked for at once, let them follow it, and make what is due to each of them.

    Who is known already is answered like a newcomer; what they hold stays as it is, and what they lack is added.
    Raises: Refused with the field to blame; NothingChosen; TooMany.
    """
    if len(request.people) > MOST_COLLEAGUES + 1:
        raise errors.TooMany(field="colleagues", most=MOST_COLLEAGUES)
    if not (request.sessions or request.streams or request.whole):
        raise errors.NothingChosen()
    held_twice = rules.check_held_twice(request.held_twice)
    with transaction():
        people = [check_person(one) for one in request.people]
        check_given(request.consents)
        scope = scope_of(request.programme)
        rules.check_admission(scope.admission)
        streams = streams_of(scope, request.streams)
        choice = Choice(now, people[0].zone or scope.zone, held_twice, frozenset(request.slots))
        chosen = _chosen(request, scope, streams, choice)
        follows = [*streams, *([None] if request.whole else [])]
        modes = {one.topic.id: modes_of(one.slots, rules.check_mode(request.mode)) for one in chosen}
        act = Act(request, people[0], scope, chosen, follows, now, keys, modes)
        done = _enrol(_members(people, now), act)
        for slug, places in [each for one in done.people for each in one.places.items()]:
            check_waiting(places, scope.topics[slug].parts, request.wait, now)
        return done


def _chosen(request: ManyRequest, scope: Scope, streams: Collection[int], choice: Choice) -> list[Chosen]:
    """Choose what is named, and what is open of the rest, in order of time."""
    named = choose(scope, request.sessions, choice)
    known = {one.topic.id for one in named}
    wider = choose_open(scope, None if request.whole else streams, choice) if request.whole or streams else []
    more = [one for one in wider if one.topic.id not in known]
    return sorted([*named, *more], key=lambda one: (one.starts_at, one.topic.id))


def _members(people: Sequence[PersonChecked], now: datetime) -> list[Member]:
    """Find or add the people of a form, each once and in one order for everybody; give them as they stand on it."""
    by_key = {(rules.address_key(one.email or ""), rules.name_key(one.name)): one for one in reversed(people)}
    found: dict[int, Member] = {}
    for key in sorted(by_key):
        person_id, is_new = find_or_add_person(by_key[key], now)
        found.setdefault(person_id, Member(person_id, is_new, by_key[key]))
    order = {id(person): number for number, person in enumerate(people)}
    return sorted(found.values(), key=lambda one: order[id(one.person)])


def _enrol(members: Sequence[Member], act: Act) -> Many:
    following = add_subscriptions(
        [one.id for one in members],
        act.follows,
        act.scope,
        held_twice=act.request.held_twice or HeldTwice.BEST,
        agreed={one.id: act.yes(one.person) for one in members},
        now=act.now,
    )
    wishes = [
        (one, chosen, _wish(name, one, chosen, act, following))
        for one in members
        for chosen, name in zip(act.chosen, random_ids(len(act.chosen)), strict=True)
    ]
    known = {one.id for one in members if not one.is_new}
    added = add_registrations([wish for _member, _chosen, wish in wishes], known)
    standing = standing_of(known, [one.topic.id for one in act.chosen]) if known else {}
    new = {one.id for one in added}
    entries: dict[int, list[Entry]] = {one.id: [] for one in members}
    for member, chosen, wish in wishes:
        entry = Entry(chosen, wish, None if wish.id in new else standing.get(wish.whose))
        if wish.id in new or entry.standing:  # neither: cancelled within this moment
            entries[member.id].append(entry)
    with batched():
        note_registrations(added, act.now)
        for person_id in sorted(entries):
            _tell(person_id, entries[person_id], following, act)
        rights = {one.id: _right(one, entries[one.id], act) for one in members if one.is_new}
    rights |= {one.id: _right(one, entries[one.id], act) for one in members if not one.is_new}
    given = take_places(added)  # last, because everybody waits for these rows
    return Many(
        tuple(_enrolled(one, entries[one.id], given, rights[one.id]) for one in members), act.is_several
    )


def _wish(name: str, member: Member, chosen: Chosen, act: Act, following: Following) -> Wish:
    topic = chosen.topic
    values = registration_values(member.id, topic.id, member.person, act.request.source, act.now)
    more = {"id": name, "subscription_id": following.of(member.id, topic.stream_id)}
    return Wish(values | more, chosen.slots, act.yes(member.person), act.modes[topic.id])


def _tell(person_id: int, entries: Sequence[Entry], following: Following, act: Act) -> None:
    """Make due what a person is told: what is new to them, all of what they follow newly, or else their link."""
    follows_anew = following.new & {one for whose, one in following.ids.items() if whose[0] == person_id}
    told = [one for one in entries if follows_anew or one.standing is None]
    kind = NoticeKind.SEVERAL if act.is_several else NoticeKind.CONFIRMATION
    occasion = f"subscription {max(follows_anew)}" if follows_anew else "0"
    add_notices([notice_values(kind, person_id, one.id, occasion, act.now) for one in told])
    if entries and entries[0].standing and not told:
        mail_link(entries[0].standing, act.now)


def _right(member: Member, entries: Sequence[Entry], act: Act) -> tuple[str, str]:
    """Give the link to join and its code: of the one registration, or the one for all of the programme."""
    if act.is_several or not entries:
        return add_season_link(member.id, act.scope.programme_id, act.now, act.keys, is_new=member.is_new)
    (entry,) = entries
    if entry.standing is None:
        return add_join_link(entry.id, act.now, act.keys)
    link = give_link("join", f"registration:{entry.id}", act.now, act.keys)
    return link_token(link, act.keys), link_code(link, act.keys)


def _enrolled(
    member: Member,
    entries: Sequence[Entry],
    given: Mapping[str, tuple[PlaceGiven, ...]],
    right: tuple[str, str],
) -> Enrolled:
    places = {
        one.chosen.topic.slug: as_asked(one.standing, one.chosen.slots, one.wish.modes)
        if one.standing
        else given[one.id]
        for one in entries
    }
    return Enrolled(member.id, member.person.name, places, *right)
