"""From settings to adapters: the worlds outside, handed over as `app.extensions["outside"]`."""

from dataclasses import dataclass

from flask import Flask

from meetings.domain.tokens import Keys
from meetings.domain.zones import check_zone_data


@dataclass(frozen=True, slots=True)
class Outside:
    """What the doors hand to use cases."""

    keys: Keys
    base_url: str


def install(app: Flask) -> None:
    """Make the adapters that the settings name, and refuse to start where two times would be told.

    Raises: ZoneDataMismatch.
    """
    check_zone_data()
    app.extensions["outside"] = Outside(
        keys=Keys(app.config["SECRET_KEY"]),
        base_url=app.config["BASE_URL"],
    )
