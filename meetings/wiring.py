"""From settings to adapters: the worlds outside, handed over as `app.extensions["outside"]`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from flask import Flask

from meetings.adapters.erasure_log import FileErasureLog
from meetings.adapters.feeds import HttpFeeds, Limits
from meetings.adapters.inbound import FolderAndLmtp
from meetings.adapters.key_shelf import FolderShelf
from meetings.adapters.links import HttpLinks
from meetings.adapters.mail_files import FileMailer
from meetings.adapters.platforms.bigbluebutton import BigBlueButton
from meetings.adapters.platforms.opening import HttpPlatforms
from meetings.adapters.platforms.wire import Wire as PlatformWire
from meetings.adapters.smtp import SmtpMailer, Wire
from meetings.adapters.storage import DiskStorage
from meetings.adapters.typesetter import TypstTypesetter
from meetings.adapters.webhooks import HttpPosts
from meetings.domain.joint import Ours
from meetings.domain.platforms import Platforms
from meetings.domain.ports import (
    ErasureLog,
    EventSource,
    Feeds,
    KeyShelf,
    Links,
    Mailer,
    Mailroom,
    Posts,
    SignOnSystem,
    Storage,
    Typesetter,
)
from meetings.domain.tokens import Keys
from meetings.domain.zones import check_zone_data

LONGEST_PATIENCE: Final = 30.0
LARGEST_FEED: Final = 20_000_000
UPLOADS: Final = "uploads"  # the folder that backups take along, see `cli/archive.py`


@dataclass(frozen=True, slots=True)
class Outside:
    """What the doors hand to use cases; whoever opens a mailer keeps it and closes it.

    `demonstration_mailer` writes files whatever the settings say: nobody invented gets a mail.
    `bounces` is where mails that cannot be delivered go back to. `sign_on` is the system of the house, if there is one.
    """

    keys: Keys
    base_url: str
    host: str
    ours: Ours
    sender: str
    bounces: str
    site_name: str
    open_mailer: Callable[[], Mailer]
    demonstration_mailer: Callable[[], Mailer]
    mailroom: Mailroom
    erasures: ErasureLog
    sign_on: SignOnSystem | None
    feeds: Feeds
    event_source: EventSource | None
    platforms: Platforms
    typesetter: Typesetter
    links: Links
    posts: Posts
    storage: Storage
    shelf: KeyShelf
    identity_shelf: KeyShelf


def install(app: Flask) -> None:
    """Make the adapters that the settings name, and refuse to start where two times would be told.

    Raises: ZoneDataMismatch.
    """
    check_zone_data()
    base_url = app.config["BASE_URL"]
    host = urlsplit(base_url).hostname or "localhost"
    instance = Path(app.config["INSTANCE"])
    sender = app.config["SENDER"] or f"meetings@{host}"
    app.extensions["outside"] = Outside(
        keys=Keys(app.config["SECRET_KEY"]),
        base_url=base_url,
        host=host,
        ours=Ours(host, base_url),
        sender=sender,
        bounces=app.config["BOUNCES"] or sender,
        site_name=app.config["SITE_NAME"] or "",
        open_mailer=lambda: _mailer(app.config, host),
        demonstration_mailer=lambda: FileMailer(instance / "mail"),
        mailroom=FolderAndLmtp(instance / "inbound"),
        erasures=FileErasureLog(instance / "erasures.log"),
        sign_on=_sign_on(app.config),
        event_source=_event_source(app.config),
        platforms=HttpPlatforms(PlatformWire(app.config["PLATFORM_NETWORKS"]), host),
        feeds=HttpFeeds(Limits(LARGEST_FEED, inside=app.config["FEED_NETWORKS"])),
        typesetter=TypstTypesetter(Path(app.root_path) / "templates" / "print"),
        links=HttpLinks(Limits(0, inside=app.config["FEED_NETWORKS"])),
        posts=HttpPosts(app.config["WEBHOOK_NETWORKS"]),
        storage=_storage(app.config),
        shelf=FolderShelf(Path(app.config["SURVEY_KEYS"] or instance / "survey-keys")),
        identity_shelf=FolderShelf(Path(app.config["IDENTITY_KEYS"] or instance / "identity-keys")),
    )


def _storage(settings: Mapping[str, Any]) -> Storage:
    if not settings["STORAGE_URL"]:
        return DiskStorage(Path(settings["INSTANCE"]) / UPLOADS)
    from meetings.adapters.storage_s3 import S3Storage  # an extra: not everybody has it installed

    parts = urlsplit(settings["STORAGE_URL"])
    keys = {"access_key_id": settings["STORAGE_KEY"], "secret_access_key": settings["STORAGE_SECRET"]}
    return S3Storage(parts.netloc, parts.path.strip("/"), **dict(parse_qsl(parts.query)), **keys)


def _event_source(settings: Mapping[str, Any]) -> EventSource | None:
    address = settings["BBB_URL"]
    return BigBlueButton(address, settings["BBB_SECRET"], settings["BBB_HASH"]) if address else None


def _sign_on(settings: Mapping[str, Any]) -> SignOnSystem | None:
    issuer = settings["OIDC_ISSUER"]
    if not issuer:
        return None
    from meetings.adapters.sign_on import (
        OidcSystem,
    )  # 18 MB in every process, for houses that have such a system

    client = (settings["OIDC_CLIENT_ID"], settings["OIDC_CLIENT_SECRET"] or "")
    return OidcSystem(issuer, client, settings["OIDC_NAME"] or urlsplit(issuer).hostname or issuer)


def _mailer(settings: Mapping[str, Any], host: str) -> Mailer:
    kind, _, rest = settings["SMTP_URL"].partition(":")
    if kind == "file":
        return FileMailer(Path(settings["INSTANCE"]) / rest)
    wire = Wire(
        name=host,
        tls=settings["SMTP_TLS"],
        authorities=settings["SMTP_AUTHORITIES"],
        patience_seconds=min(LONGEST_PATIENCE, settings["LEASE_SECONDS"] / 4),
    )
    mailer: Mailer = SmtpMailer(settings["SMTP_URL"], wire)
    if settings["DKIM_KEY"]:
        from meetings.adapters.dkim import SigningMailer  # an extra: not everybody has it installed

        domain = (settings["SENDER"] or host).rpartition("@")[2]
        mailer = SigningMailer(mailer, domain, settings["DKIM_SELECTOR"] or "meetings", settings["DKIM_KEY"])
    return mailer
