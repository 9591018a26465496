"""What the documentation tells receivers to do holds."""

import re
from typing import Any

from flask import Flask

from meetings.domain.webhooks import EVERY_TYPE, signature
from meetings.services.webhooks import webhooks
from tests.conftest import ROOT
from tests.factories import NOW
from tests.receivers import receiving
from tests.webhooks import make_webhook, run, secret


def example() -> Any:
    """Give the function that receivers are told to check by."""
    found = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "webhooks.md").read_text("utf-8"), re.S)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # our own documentation
    return names["is_ours"]


def test_example_takes_what_is_sent_and_nothing_else(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url)
        webhooks.ping(name, NOW, "user:1")
        run(app, NOW)
        (taken,) = receiver.taken
    is_ours, head = example(), {one.title(): value for one, value in taken.head.items()}
    assert is_ours(secret(name), head, taken.body)
    assert not is_ours("another", head, taken.body)
    assert not is_ours(secret(name), head, taken.body + b" ")
    old = str(int(head["Meetings-Timestamp"]) - 600)
    resigned = {
        "Meetings-Timestamp": old,
        "Meetings-Signature": signature([secret(name)], int(old), taken.body),
    }
    assert not is_ours(secret(name), resigned, taken.body)


def test_every_type_is_documented() -> None:
    text = (ROOT / "docs" / "webhooks.md").read_text("utf-8")
    assert [one for one in EVERY_TYPE if one.partition(".")[0] not in text] == []
