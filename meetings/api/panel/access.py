"""Who asks by the link of a panel: a panellist or their assistant, on a device that is proved."""

from dataclasses import dataclass
from datetime import UTC, datetime

from meetings.api.access import keys
from meetings.api.bearers import token_given
from meetings.api.devices import given_proof
from meetings.domain.devices import is_proof
from meetings.domain.errors import LinkDead, NotFound, SignInNeeded
from meetings.domain.panel.panel_errors import PanelNotProved
from meetings.queries.panel.holders import Holder, holder_of
from meetings.queries.panel.own_panels import OwnPanel, own_panels
from meetings.queries.panel.panels import PanelShown, panels_of


@dataclass(frozen=True, slots=True)
class Here:
    """Whoever asks, and when; with the numbers that services take."""

    holder: Holder
    person_id: int
    programme_id: int
    actor: str
    now: datetime

    @property
    def ids(self) -> tuple[int, int]:
        """Give the numbers of the person and of the programme."""
        return self.person_id, self.programme_id

    def panel(self, session: str) -> PanelShown:
        """Give a panel of theirs, also one they declined.

        Raises: NotFound.
        """
        found = panels_of(self.person_id, self.programme_id, self.now).of(session)
        if found is None:
            raise NotFound()
        return found

    def own_panel(self, session: str) -> OwnPanel:
        """Give a panel of theirs with its papers; none that they declined.

        Raises: NotFound.
        """
        for one in own_panels(self.person_id, self.programme_id):
            if one.slug == session:
                return one
        raise NotFound()


def held() -> Holder:
    """Give who holds the link that came with the request.

    Raises: NotAllowed, SignInNeeded.
    """
    try:
        return holder_of(token_given(), keys(), datetime.now(UTC))
    except LinkDead:
        raise SignInNeeded() from None


def is_proved(holder: Holder) -> bool:
    """Say whether the device proved itself, by this very link."""
    given = given_proof(f"panel_{holder.bearer.replace(':', '_')}")
    return is_proof(keys(), given, holder.bearer, holder.generation, datetime.now(UTC))


def proved() -> Here:
    """Give who holds the link, on a device that is proved.

    Raises: NotAllowed, SignInNeeded, PanelNotProved.
    """
    holder = held()
    if not is_proved(holder):
        raise PanelNotProved()
    return Here(holder, holder.person.id, holder.programme.id, holder.actor, datetime.now(UTC))
