"""What people agree to: its kinds, the versions of their words, and which of the things somebody said stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from meetings.domain.codes import CONSENTS
from meetings.domain.errors import NotAChoice

# The versions of each kind's words, the oldest first; the words are in `web/consents`. Words that were shown to
# somebody never change again: other words are a new version.
VERSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "recording": ("2026-11", "2026-11-25"),
    "list": ("2026-11",),
    "news": ("2026-11",),
}
# What is said of the person, whatever they are registered for; the other kinds belong to a registration.
OF_PERSON: Final = frozenset(("news",))


@dataclass(frozen=True, slots=True)
class Given:
    """A yes to one version of a kind's words."""

    kind: str
    version: str


@dataclass(frozen=True, slots=True)
class Said:
    """A yes to words in a language (null: not recorded), or with `withdrawn_at` the end of that yes."""

    kind: str
    version: str
    language: str | None
    at: datetime
    withdrawn_at: datetime | None = None

    @property
    def when(self) -> datetime:
        """Give the instant at which it was said."""
        return self.withdrawn_at or self.at


def present(kind: str) -> str:
    """Give the version of a kind's words that is asked for now."""
    return VERSIONS[kind][-1]


def check_kind(kind: str, field: str = "consents") -> str:
    """Give a kind of consent.

    Raises: NotAChoice.
    """
    if kind not in CONSENTS:
        raise NotAChoice(field=field, value=kind[:50])
    return kind


def check_given(wanted: Iterable[str], field: str = "consents") -> tuple[Given, ...]:
    """Read what somebody agreed to, in the order of kinds; one version of each, the newest.

    Takes: `kind`, for the present words, or `kind:version`, for those that were shown.
    Raises: NotAChoice, with the field.
    """
    versions: dict[str, int] = {}
    for each in wanted:
        kind, _colon, version = each.partition(":")
        known = VERSIONS[check_kind(kind, field)]
        if version and version not in known:
            raise NotAChoice(field=field, value=each[:50])
        at = known.index(version or known[-1])
        versions[kind] = max(at, versions.get(kind, 0))
    return tuple(Given(kind, VERSIONS[kind][versions[kind]]) for kind in CONSENTS if kind in versions)


def standing(said: Iterable[Said]) -> Said | None:
    """Give the yes that stands: the last thing said, unless it withdrew.

    Takes: things said of one kind; of those said at the same instant the later in order counts.
    """
    last = sorted(said, key=lambda one: one.when)[-1:]
    return last[0] if last and last[0].withdrawn_at is None else None


def standing_for(own: Iterable[Said], persons: Iterable[Said], since: datetime) -> Said | None:
    """Give the yes that stands for a registration made at an instant.

    Takes: what was said with it, and what its person said of all they were registered for by then; what was said
    before the registration does not reach it, because its own form asked. Where its own yes is older than the
    registration, as with one that follows from a subscription, what was said after that yes counts.
    """
    said = list(own)
    begin = min([since, *(one.when for one in said)])
    return standing([*said, *(one for one in persons if one.when >= begin)])


def is_outdated(said: Said | None) -> bool:
    """Say whether somebody agreed to words that have changed since, and is to be asked again."""
    return said is not None and said.version != present(said.kind)
