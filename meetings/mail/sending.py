"""Sending what is due: batch by batch, each message composed from facts no older than a second, and marked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Any, Final

from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.devices import device_code
from meetings.domain.messages import BATCH, Failure, rest_after
from meetings.domain.ports import Mailer, Undeliverable
from meetings.mail.compose import compose
from meetings.mail.kinds import kind_of
from meetings.mail.writing import Composed, Handed, Site
from meetings.queries.cop.focal_points import PURPOSE, bearer_name
from meetings.queries.messages import Item, Letter, letters
from meetings.queries.panel.holders import PURPOSE as SPEAK
from meetings.services import outbox
from meetings.services.contacts.letter_copies import note_carrier, note_refused
from meetings.services.cop.entering import delegate_links
from meetings.services.links import (
    JOIN,
    ME,
    SURVEY,
    Rights,
    rights_of_many,
    season_rights_of_many,
    survey_bearer,
    tokens_of,
)
from meetings.services.optouts import stop_tokens

FRESH_SECONDS: Final = 1.0
LONGEST_REST: Final = timedelta(minutes=2)


@dataclass
class Sending:
    """What one worker keeps between batches: its mailers, and how long it leaves a relay alone that is away.

    `outside` gives mailers, keys and names; `name` is the worker's, `lease_seconds` how long a batch may be held,
    `domain_minute` how many messages one domain is sent in a minute (0: any number).
    """

    outside: Any
    name: str
    lease_seconds: int
    domain_minute: int = 0
    trouble: str = ""
    failures: int = 0
    rests_until: datetime | None = None
    stopping: Event = field(default_factory=Event)
    mailers: dict[bool, Mailer] = field(default_factory=dict)

    def batch(self, now: datetime) -> int:
        """Claim a few messages and send them one by one; give how many were settled.

        What is not sent within half of the lease, or after we are told to stop, is given back.
        """
        if self.stopping.is_set() or self._rests(now):
            return 0
        lease = f"{self.name}-{secrets.token_hex(6)}"
        ids = outbox.claim(BATCH, lease, now, self.lease_seconds, self.domain_minute)
        begun = loaded = monotonic()
        composing = Composing.load(ids, self.outside, now)
        for number, message_id in enumerate(ids):
            passed = monotonic() - begun
            at = now + timedelta(seconds=passed)
            if passed > self.lease_seconds / 2 or self.stopping.is_set():
                outbox.let_go(ids[number:], lease)
                return number
            if monotonic() - loaded > FRESH_SECONDS:
                composing, loaded = Composing.load(ids[number:], self.outside, at), monotonic()
            if not self._settle(message_id, lease, composing, at):
                outbox.let_go(ids[number:], lease)
                return 0
        return len(ids)

    def close(self) -> None:
        """End what is kept open."""
        for mailer in self.mailers.values():
            mailer.close()
        self.mailers.clear()

    def _rests(self, now: datetime) -> bool:
        """Say whether a relay that is away is left alone still; a clock that was put back does not make it long."""
        if self.rests_until is None or self.rests_until - now > LONGEST_REST:
            return False
        return now < self.rests_until

    def _settle(self, message_id: str, lease: str, composing: "Composing", now: datetime) -> bool:
        """Send a message, or note why it is not sent; false where the relay is away, so that nothing is decided."""
        found = composing.letters.get(message_id)
        if found is not None and found.not_after is not None and now >= found.not_after:
            outbox.mark_unneeded(message_id, lease, MessageState.TOO_LATE, now)
            return True
        try:
            composed = composing.composed(found, now) if found is not None else None
        except ValueError as error:
            outbox.mark_failed(message_id, lease, str(error), Failure.REFUSED, now)
            return True
        if composed is None:
            outbox.mark_unneeded(message_id, lease, MessageState.WITHDRAWN, now)
            return True
        if found is not None and found.official is not None:
            note_carrier(message_id, composed.recipient)
        return self._hand_over(message_id, lease, composed, now)

    def _hand_over(self, message_id: str, lease: str, composed: Composed, now: datetime) -> bool:
        mailer = self._mailer(composed.demonstration)
        try:
            refused = mailer.send(composed.content, self.outside.bounces, composed.recipient, composed.copies)
        except Undeliverable as error:
            if error.failure is Failure.AWAY:
                self.failures += 1
                self.rests_until = now + rest_after(self.failures)
                self.trouble = f"the mail server is away: {error}"[:300]
                return False
            outbox.mark_failed(message_id, lease, str(error), error.failure, now)
            return True
        self.failures, self.rests_until, self.trouble = 0, None, ""
        outbox.mark_sent(message_id, lease, composed.subject, composed.told, now)
        if refused:
            note_refused(message_id, refused)
        return True

    def _mailer(self, is_demonstration: bool) -> Mailer:
        if is_demonstration not in self.mailers:
            opens = self.outside.demonstration_mailer if is_demonstration else self.outside.open_mailer
            self.mailers[is_demonstration] = opens()
        return self.mailers[is_demonstration]


@dataclass(frozen=True, slots=True)
class Composing:
    """Letters with the facts of one moment, and the rights that they hand over."""

    letters: dict[str, Letter]
    rights: dict[str, Handed]
    site: Site

    @classmethod
    def load(cls, ids: Sequence[str], outside: Any, now: datetime) -> "Composing":
        """Load what the messages of a batch are about."""
        found = letters(ids, now) if ids else {}
        site = Site(outside.site_name, outside.sender, outside.base_url, outside.host, outside.typesetter)
        return cls(found, _rights(found.values(), now, outside.keys), site)

    def composed(self, letter: Letter, now: datetime) -> Composed | None:
        """Compose a letter, or nothing where today's facts make it needless.

        Raises: ValueError, for an address that no message can be sent to.
        """
        return compose(letter, self.rights[letter.id], self.site, now)


def _rights(found: Any, now: datetime, keys: Any) -> dict[str, Handed]:
    every = [one for one in found if one.items]
    scopes = {one.id: kind_of(one.items[0].kind).scope for one in every}
    stops = stop_tokens([(one.person_id, scopes[one.id]) for one in every if scopes[one.id]], now, keys)
    items = [(one.person_id, item) for one in every for item in one.items]
    alone = rights_of_many(
        {(who, one.registration.id) for who, one in items if not kind_of(one.kind).shares}, now, keys
    )
    shared = season_rights_of_many(
        {(who, one.registration.programme.id) for who, one in items if kind_of(one.kind).shares}, now, keys
    )

    def right(person_id: int, item: Item) -> Rights:
        about = item.registration
        is_shared = kind_of(item.kind).shares
        return shared[person_id, about.programme.id] if is_shared else alone[person_id, about.id]

    handed = {
        one.id: Handed(
            {item.registration.id: right(one.person_id, item) for item in one.items},
            stops.get((one.person_id, scopes[one.id]), ""),
        )
        for one in every
    }
    return handed | _bare_rights([one for one in found if not one.items], now, keys)


def _delegate_rights(found: list[Letter], now: datetime, keys: Any) -> dict[str, Handed]:
    """Give the rights of letters to delegates: to join, with a code to dictate, and to see their meetings."""
    about = {one.id: one.delegate.nomination_id for one in found if one.delegate}
    links = delegate_links(about.values(), now, keys)
    return {
        one: Handed(
            {},
            me_token=links[nomination, ME].text,
            join_token=links[nomination, JOIN].text,
            code=links[nomination, JOIN].code,
        )
        for one, nomination in about.items()
    }


def _focal_rights(found: list[Letter], now: datetime, keys: Any) -> dict[str, Handed]:
    """Give the rights of letters to focal points: to name their delegation, and a code where they asked for one."""
    about = {one.id: one.delegation for one in found if one.delegation}
    wanted = {one: (PURPOSE, bearer_name(told.focal_point_id)) for one, told in about.items()}
    tokens = tokens_of(wanted.values(), now, keys) if wanted else {}
    return {
        one: Handed(
            {},
            focal_token=tokens[wanted[one]].text,
            device_code=device_code(keys, told.focal_point_id, told.generation, told.code_number)
            if told.code_number
            else "",
        )
        for one, told in about.items()
    }


def _panel_rights(found: list[Letter], now: datetime, keys: Any) -> dict[str, Handed]:
    """Give the rights of letters to panellists and assistants: to see panels, and a code where they asked for one.

    Whoever was taken off a panel is given none.
    """
    about = {one.id: one.panel for one in found if one.panel}
    wanted = {one: (SPEAK, told.bearer) for one, told in about.items() if told.left is None}
    tokens = tokens_of(wanted.values(), now, keys) if wanted else {}
    return {
        one: Handed(
            {},
            speak_token=tokens[wanted[one]].text if one in wanted else "",
            device_code=device_code(keys, told.bearer, told.generation, told.code_number)
            if told.code_number
            else "",
        )
        for one, told in about.items()
    }


def _run_sheet_rights(found: list[Letter], now: datetime, keys: Any) -> dict[str, Handed]:
    """Give the rights of letters about run-sheets: to whoever is on the panel, the link of their panels."""
    about = {one.id: one.run_sheet for one in found if one.run_sheet}
    wanted = {one: (SPEAK, told.bearer) for one, told in about.items() if told.bearer}
    tokens = tokens_of(wanted.values(), now, keys) if wanted else {}
    return {one: Handed({}, speak_token=tokens[wanted[one]].text if one in wanted else "") for one in about}


def _campaign_rights(found: list[Letter], now: datetime, keys: Any) -> dict[str, Handed]:
    """Give the one right that a mail of a campaign hands over: to get no more of its scope."""
    about = {one.id: (one.person_id, one.campaign.scope) for one in found if one.campaign}
    stops = stop_tokens(list(about.values()), now, keys) if about else {}
    return {one: Handed({}, stop_token=stops[key]) for one, key in about.items()}


def _bare_rights(every: list[Letter], now: datetime, keys: Any) -> dict[str, Handed]:
    """Give the rights of letters about no registration: to see one's own, and to answer a survey, or get no more."""
    apart = [
        one
        for one in every
        if one.delegation or one.delegate or one.panel or one.run_sheet or one.campaign or one.official
    ]
    found = [one for one in every if one not in apart]
    me = {one.id: (ME, f"person:{one.person_id}") for one in found}
    asked = {one.id: survey_bearer(one.person_id, one.survey.survey_id) for one in found if one.survey}
    scope = kind_of(NoticeKind.SURVEY).scope
    tokens = tokens_of([*me.values(), *((SURVEY, one) for one in asked.values())], now, keys) if me else {}
    stops = stop_tokens([(one.person_id, scope) for one in found if one.survey], now, keys) if asked else {}
    return (
        _focal_rights(every, now, keys)
        | _delegate_rights(every, now, keys)
        | _panel_rights(every, now, keys)
        | _run_sheet_rights(every, now, keys)
        | _campaign_rights(every, now, keys)
        | {one.id: Handed({}) for one in every if one.official}
        | {
            one.id: Handed(
                {},
                me_token=tokens[me[one.id]].text,
                survey_token=tokens[SURVEY, asked[one.id]].text if one.survey else "",
                stop_token=stops[one.person_id, scope] if one.survey else "",
            )
            for one in found
        }
    )
