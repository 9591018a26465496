"""Pictures of every kind of mail in the six languages: `python -m tests.mail.pictures` writes them to docs/mail."""

import html
import shutil
import tempfile
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from playwright.sync_api import sync_playwright

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from tests.conftest import CHROMIUM, ROOT, make_app
from tests.mail.every_kind import every_kind
from tests.mail.test_outbox import World, parts

FOLDER = ROOT / "docs" / "mail"
WIDTH = 430
Mails = dict[str, dict[str, tuple[str, str, str]]]


def every_mail(folder: Path) -> Mails:
    """Give subject, text and HTML of each kind in each language, by kind and language."""
    found: Mails = {}
    for lang in LANGUAGES:
        place = folder / lang
        place.mkdir()
        app = make_app(f"sqlite:///{place}/store.sqlite", place)
        with app.app_context():
            upgrade()
            for kind, mail in every_kind(World(app), lang).items():
                text, page, _calendar = parts(mail)
                found.setdefault(kind, {})[lang] = (str(mail["Subject"]), text, page)
            db.session.remove()
            db.engine.dispose()
    return found


def sheet(mails: dict[str, tuple[str, str, str]], *, is_text: bool) -> str:
    """Write a page that shows a mail in all languages beside each other."""
    cells = "".join(_cell(lang, *mails[lang], is_text=is_text) for lang in LANGUAGES)
    style = (
        "body{margin:12px;background:#dde3e8;display:grid;gap:12px;align-items:start;font:13px/1.4 system-ui;"
        f"grid-template-columns:repeat(3,{WIDTH}px)}}div{{background:#fff}}p{{margin:0;padding:6px 10px;"
        "background:#15202b;color:#fff}iframe{width:100%;border:0;display:block}"
        "pre{margin:0;padding:10px;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;"
        "font:12px/1.45 system-ui}"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{cells}"


def _cell(lang: str, subject: str, text: str, page: str, *, is_text: bool) -> str:
    direction = "rtl" if lang == "ar" else "ltr"
    body = (
        f'<pre dir="{direction}" lang="{lang}">{html.escape(text)}</pre>'
        if is_text
        else f'<iframe srcdoc="{html.escape(page)}"></iframe>'
    )
    return f'<div><p dir="{direction}" lang="{lang}">{html.escape(subject)}</p>{body}</div>'


def draw(browser: Any, mails: Mails) -> None:
    """Write two pictures of each kind: as a mail program shows it, and as plain text."""
    FOLDER.mkdir(exist_ok=True)
    for kind, by_language in mails.items():
        for name, is_text in ((kind, False), (f"{kind}-text", True)):
            page = browser.new_page(
                viewport={"width": 3 * (WIDTH + 12) + 12, "height": 800}, device_scale_factor=0.75
            )
            page.set_content(sheet(by_language, is_text=is_text))
            page.evaluate(
                "document.querySelectorAll('iframe').forEach("
                "frame => frame.style.height = frame.contentDocument.documentElement.scrollHeight + 'px')"
            )
            page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
            page.close()


def main() -> None:
    """Draw everything anew."""
    folder = Path(tempfile.mkdtemp(prefix="mails"))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            draw(browser, every_mail(folder))
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
