"""What mail gateways do before anybody reads a mail: open each link, by HEAD and by GET, and press a button."""

import asyncio
import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

LINK_SECONDS: Final = 10
METHODS: Final = ("HEAD", "GET")
FIRST_BUTTON: Final = "document.querySelector('button, input[type=submit]')"
LINK: Final = re.compile(r"https?://[^\s\"'<>()\\]+")


class Gateway:
    """Opens links in threads of its own, and notes what came back."""

    def __init__(self, folder: Path) -> None:
        self.book = (folder / "opened.jsonl").open("a", encoding="utf-8")
        self.threads = ThreadPoolExecutor(4)
        self.waiting = 0

    def open_links(self, content: bytes, base: str) -> None:
        """Open each link of a mail by HEAD and by GET."""
        loop = asyncio.get_running_loop()
        for link in links_of(content):
            self.waiting += 1
            loop.run_in_executor(self.threads, _open, base, link).add_done_callback(self._note)

    def _note(self, done: "asyncio.Future[list[dict[str, str]]]") -> None:
        self.waiting -= 1
        for row in done.result():
            self.book.write(json.dumps(row) + "\n")
        self.book.flush()


def links_of(content: bytes) -> list[str]:
    """Give the links in the texts of a mail, each once."""
    mail: Any = message_from_bytes(content, policy=policy.default)
    texts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    found = [
        html.unescape(link).rstrip(".,;")
        for text in texts
        for link in LINK.findall(
            _unfolded(text if isinstance(text, str) else text.decode("utf-8", "replace"))
        )
    ]
    return list(dict.fromkeys(found))


def _unfolded(text: str) -> str:
    """Put the lines of a calendar together again; source: RFC 5545, 3.1."""
    return re.sub(r"\r?\n ", "", text) if text.startswith("BEGIN:VCALENDAR") else text


def open_as_scanners(base: str, link: str, origins: tuple[str, ...]) -> list[dict[str, str]]:
    """Open a link twice from each of several addresses; give what came back.

    Takes: addresses, for a server that trusts us to name them.
    """
    return [row for origin in origins for _time in range(2) for row in _open(base, link, origin)]


def press_first(page: Any, address: str) -> str:
    """Open a link in a browser as sandboxes do, press the first button of its page, and give where that led.

    Gives: the address of the page that came, or nothing where there is no button.
    """
    page.goto(address, wait_until="load")
    if not page.evaluate(f"Boolean({FIRST_BUTTON})"):
        return ""
    with page.expect_navigation(wait_until="load"):
        page.evaluate(f"{FIRST_BUTTON}.click()")
    return str(page.url)


class _Here(HTTPRedirectHandler):
    """Follows to another page of the same server only."""

    def redirect_request(self, req: Any, *answer: Any) -> Any:
        """Give the request for where we are sent, if that is here."""
        there = urlsplit(answer[-1])
        return (
            super().redirect_request(req, *answer) if there.netloc == urlsplit(req.full_url).netloc else None
        )


def _open(base: str, link: str, origin: str = "") -> list[dict[str, str]]:
    parts = urlsplit(link)
    address = base.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "Link-Scanner/1.0"} | ({"X-Forwarded-For": origin} if origin else {})
    found = []
    for method in METHODS:
        try:
            request = Request(address, method=method, headers=headers)
            with build_opener(_Here).open(request, timeout=LINK_SECONDS) as answer:
                answer.read()
                status = str(answer.status)
        except HTTPError as error:
            status = str(error.code)
            error.close()
        except (URLError, OSError) as error:
            status = type(error).__name__
        found.append({"method": method, "url": address, "status": status})
    return found
