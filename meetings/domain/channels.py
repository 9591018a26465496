"""Other ways into a meeting when the video fails: by telephone, by sound alone, in a browser, as a stream."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from meetings.domain import errors
from meetings.domain.checks import check_web_address
from meetings.domain.codes import LANGUAGES
from meetings.domain.registrations import check_line

KINDS: Final = ("phone", "audio", "web", "stream")
FIELDS: Final = ("kind", "label", "address", "language", "note")
MOST: Final = 20
WORDS_LENGTH: Final = 120
NUMBER: Final = re.compile(r"\+?[0-9][0-9 ()./-]{2,30}")
CODE: Final = re.compile(r"[0-9*#][0-9 *#-]{0,30}")
Channel = dict[str, Any]


def check_channels(given: Any) -> list[Channel]:
    """Give channels as they are kept, in their order.

    Takes: a list of {kind, label, address, language, note}. `address` is a telephone number in international
    form, with a comma before the code to be typed when it answers; else an address of the web. `label` is one
    text, or texts by language; `language` that of the sound, null for the floor.
    Raises: NotAChoice, TooManyLines, Missing, NotAPhoneNumber, NotAWebAddress, TooLong, NotOneLine; the field is
    `channels.2.address` for the third.
    """
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise errors.NotAChoice(field="channels", value=str(given)[:40])
    if len(given) > MOST:
        raise errors.TooManyLines(field="channels", most=MOST)
    return [_channel(one, f"channels.{number}") for number, one in enumerate(given)]


def _channel(given: Any, at: str) -> Channel:
    if not isinstance(given, Mapping) or set(given) - set(FIELDS):
        raise errors.NotAChoice(field=at, value=str(given)[:40])
    kind, language = given.get("kind"), given.get("language") or None
    if kind not in KINDS:
        raise errors.NotAChoice(field=f"{at}.kind", value=str(kind)[:40], choices=list(KINDS))
    if language is not None and language not in LANGUAGES:
        raise errors.NotAChoice(field=f"{at}.language", value=str(language)[:40])
    address = _text(given.get("address"), f"{at}.address")
    return {
        "kind": kind,
        "label": _label(given.get("label"), f"{at}.label"),
        "address": _phone(address, f"{at}.address") if kind == "phone" else _web(address, f"{at}.address"),
        "language": language,
        "note": check_line(_text(given.get("note"), f"{at}.note"), f"{at}.note", WORDS_LENGTH) or "",
    }


def _text(value: Any, field: str) -> str:
    if value is not None and not isinstance(value, str):
        raise errors.NotAChoice(field=field, value=str(value)[:40])
    return value or ""


def _label(value: Any, field: str) -> str | dict[str, str]:
    if not isinstance(value, Mapping):
        return check_line(_text(value, field), field, WORDS_LENGTH) or ""
    if set(value) - set(LANGUAGES):
        raise errors.NotAChoice(field=field, value=str(value)[:40])
    texts = {code: check_line(_text(value[code], field), field, WORDS_LENGTH) for code in sorted(value)}
    return {code: text for code, text in texts.items() if text}


def _web(text: str, field: str) -> str:
    address = check_web_address(text, field)
    if address is None:
        raise errors.Missing(field=field)
    return address


def _phone(text: str, field: str) -> str:
    if not text.strip():
        raise errors.Missing(field=field)
    number, code = phone_parts(text)
    if not NUMBER.fullmatch(number) or (code and not CODE.fullmatch(code)):
        raise errors.NotAPhoneNumber(field=field)
    return f"{number}, {code}" if code else number


def phone_parts(address: str) -> tuple[str, str]:
    """Give the number of a telephone channel, and the code to type when it answers, empty for none."""
    number, _, code = address.partition(",")
    return number.strip(), code.strip(" ,")


def phone_address(address: str) -> str:
    """Give the `tel:` address that dials a number and, after a pause, its code."""
    number, code = phone_parts(address)
    dialled = re.sub(r"[^0-9+]", "", number)
    typed = quote(re.sub(r"[^0-9*#]", "", code), safe="*")
    return f"tel:{dialled},,{typed}" if typed else f"tel:{dialled}"


def label_of(channel: Channel, language: str) -> str:
    """Give what a channel is called in a language, else in English, else in any."""
    label = channel.get("label") or ""
    if isinstance(label, str):
        return label
    return label.get(language) or label.get("en") or next(iter(label.values()), "")
