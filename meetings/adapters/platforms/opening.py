"""Where accounts become platforms: each kind by its own adapter, all over one guarded wire."""

from meetings.adapters.platforms.bigbluebutton import BigBlueButton
from meetings.adapters.platforms.jitsi import Jitsi
from meetings.adapters.platforms.manual import Manual
from meetings.adapters.platforms.teams import Teams
from meetings.adapters.platforms.webex import Webex
from meetings.adapters.platforms.wire import Tokens, Wire
from meetings.adapters.platforms.zoom import Zoom
from meetings.domain.hooks import HASHES
from meetings.domain.platforms import Account, Kind, Platform


class HttpPlatforms:
    """Opens accounts; tokens are kept in this process alone.

    Takes: `host`, the name of this machine, below which invented addresses lie that name people to a platform.
    """

    def __init__(self, wire: Wire, host: str) -> None:
        self._wire, self._host = wire, host
        self._tokens = Tokens()

    def open(self, account: Account) -> Platform:
        """Give the platform of an account.

        Raises: NotOutside.
        """
        settings, keys = account.settings, account.keys
        match account.kind:
            case Kind.BIGBLUEBUTTON:
                algorithm = settings.get("hash", "sha256")
                known = algorithm if algorithm in HASHES else "sha256"
                return BigBlueButton(account.address, keys.get("secret", ""), known, self._wire)
            case Kind.ZOOM:
                return Zoom(account, self._wire, self._tokens, self._host)
            case Kind.JITSI:
                more = {"key_id": settings.get("key_id", ""), "subject": settings.get("subject", "")}
                return Jitsi(account.address, settings.get("app", ""), keys.get("secret", ""), **more)
            case Kind.WEBEX:
                return Webex(account, self._wire, self._tokens)
            case Kind.TEAMS:
                return Teams(account, self._wire, self._tokens)
            case Kind.MANUAL:
                return Manual()

    def stop(self) -> None:
        """Give up what is being asked, and ask nothing more."""
        self._wire.stop()
