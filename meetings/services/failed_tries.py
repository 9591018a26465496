"""Failed tries, counted by the address that asks; what succeeds is never counted."""

import math
import time
from dataclasses import dataclass
from typing import Final

from flask import current_app
from limits import RateLimitItem, parse

from meetings.extensions import limiter, peer_address


@dataclass(frozen=True, slots=True)
class Tries:
    """How often an address may fail at something, such as `60 per 10 minutes`."""

    name: str
    most: str

    def fail(self) -> int:
        """Count a failure; give the seconds to wait where there were too many, else 0."""
        return self._ask(count=True)

    def waits(self) -> int:
        """Give the seconds to wait where there were too many already, else 0; counts nothing."""
        return self._ask(count=False)

    def _ask(self, *, count: bool) -> int:
        if not limiter.enabled:
            return 0
        item, peer = parse(self.most), peer_address()
        try:
            is_free = (limiter.limiter.hit if count else limiter.limiter.test)(item, self.name, peer)
            return 0 if is_free else self._seconds(item, peer)
        except Exception:  # whatever the store of counts does, a right code leads in
            current_app.logger.exception("failed tries cannot be counted")
            return 0

    def _seconds(self, item: RateLimitItem, peer: str) -> int:
        ends = limiter.limiter.get_window_stats(item, self.name, peer).reset_time
        return max(1, math.ceil(ends - time.time()))


# Only codes that are not known are counted: a right one leads in whatever a colleague behind the same address
# mistypes. A thousand are no slips any more, and then codes of that address rest altogether; links never do.
SLIPS: Final = Tries("wrong codes", "60 per 10 minutes")
FLOOD: Final = Tries("flood of codes", "1000 per 10 minutes")
# Only what is not known is counted: a ministry behind one address may check as many as it has.
GUESSES: Final = Tries("codes of certificates", "60 per 10 minutes")
NAMES: Final = Tries("names on certificates", "20 per 10 minutes")
