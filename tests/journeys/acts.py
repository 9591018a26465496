"""What a reader does in a browser, done so that a slow machine changes nothing."""

from typing import Any


def press(page: Any, what: Any) -> None:
    """Press a link or a button, and wait for the page that answers, also where its address is the same."""
    with page.expect_navigation():
        what.click()
