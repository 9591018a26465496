"""Why a webhook cannot be had."""

from meetings.domain.errors import Refused


class NotPublic(Refused):
    """An address inside a network, where nothing is sent."""

    code = "webhook_not_public"


class NotYours(Refused):
    """Events that whoever asks may be told nowhere. Values: value (the family)."""

    code = "webhook_not_yours"


class TooManyWebhooks(Refused):
    """No more webhooks are kept. Values: most."""

    code = "too_many_webhooks"


class TooManyReplayed(Refused):
    """More events since then than are sent again at once. Values: most."""

    code = "too_many_replayed"


class WebhookPaused(Refused):
    """Nothing is sent while it is paused."""

    code = "webhook_paused"
