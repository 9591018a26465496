"""What members of staff typed and have not saved: kept, sealed while they sign in again, and thrown away."""

import base64
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, select

from meetings.domain.codes import LANGUAGES
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, transaction
from meetings.models.base import random_id
from meetings.models.drafts import Draft
from meetings.queries.drafts import LASTS

SEALED_LASTS: Final = timedelta(hours=24)
MOST_BYTES: Final = 200_000
MOST_DRAFTS: Final = 100
ADDRESS: Final = re.compile(r"desk(/[\w.:~-]{1,120}){0,8}/?", re.ASCII)
OURS: Final = frozenset(("csrf_token", "draft_of", "draft_form", "kept", "next"))
SECRET: Final = re.compile(
    r"pass(word|phrase)|secret|token|recovery|(^|_)(otp|totp|pin)$|^code$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form: its address without the language, which of its forms, and the fields as lists."""

    address: str
    form: str
    values: dict[str, list[str]]


def typed_of(address: str, form: str, fields: Mapping[str, list[str]]) -> Typed | None:
    """Give what may be kept of a form: no passwords, nothing of ours, no more than there is room for.

    Gives: nothing, for an address that is not of the desk or leads to signing in, or for too much.
    """
    if not ADDRESS.fullmatch(address) or address.startswith("desk/sign-"):
        return None
    values = {name: each for name, each in fields.items() if name not in OURS and not SECRET.search(name)}
    size = len(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"))
    return Typed(address, form[:80], values) if size <= MOST_BYTES else None


def keep(user_id: int, typed: Typed, now: datetime) -> str:
    """Keep what somebody typed, in place of what they had kept of the same form; give the draft's number.

    What is older than a month goes, and of very many the oldest.
    """
    with transaction():
        return _keep(user_id, typed, now)


def _keep(user_id: int, typed: Typed, now: datetime) -> str:
    db.session.execute(delete(Draft).where(Draft.updated_at < now - LASTS))
    values = {
        "values": json.loads(json.dumps(typed.values).replace("\\u0000", "")),
        "revision": (typed.values.get("revision") or [""])[-1][:20],
        "updated_at": now,
    }
    known = {"user_id": user_id, "address": typed.address, "form": typed.form}
    new = insert_new(Draft).values(id=random_id(), **known, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=list(known), set_=values))
    mine = select(Draft.id).where(Draft.user_id == user_id)
    too_many = db.session.scalars(mine.order_by(Draft.updated_at.desc(), Draft.id).offset(MOST_DRAFTS)).all()
    db.session.execute(delete(Draft).where(Draft.id.in_(too_many)))
    return db.session.scalars(mine.where(Draft.address == typed.address, Draft.form == typed.form)).one()


def forget(user_id: int, draft_id: str) -> None:
    """Throw a draft of somebody's own away; of nobody else's, and twice is once."""
    with transaction():
        db.session.execute(delete(Draft).where(Draft.id == draft_id, Draft.user_id == user_id))


def forget_form(user_id: int, address: str, form: str) -> None:
    """Throw away what somebody had kept of a form, because they saved it."""
    of_form = (Draft.user_id == user_id, Draft.address == address, Draft.form == form)
    if db.session.scalar(select(Draft.id).where(*of_form)) is not None:
        with transaction():
            db.session.execute(delete(Draft).where(*of_form))


def prune(now: datetime) -> None:
    """Throw away what nobody touched for a month."""
    if db.session.scalar(select(Draft.id).where(Draft.updated_at < now - LASTS).limit(1)) is not None:
        with transaction():
            db.session.execute(delete(Draft).where(Draft.updated_at < now - LASTS))


def seal(typed: Typed, language: str, user_id: int | None, *, now: datetime, keys: Keys) -> str:
    """Seal what was typed, to be carried through signing in: nobody reads or changes it on the way.

    Takes: whose it is, or nothing where the cookie no longer tells; then it is whoever's signs in from that page.
    """
    facts = json.dumps(asdict(typed) | {"language": language, "user": user_id}).encode()
    return _fernet(keys).encrypt_at_time(zlib.compress(facts), int(now.timestamp())).decode()


def unseal(kept: str, user_id: int, now: datetime, keys: Keys) -> str | None:
    """Keep as a draft what was sealed, and give the address of the form that shows it.

    Gives: nothing where it is not ours, older than a day, or somebody else's. Opened twice, it is kept once.
    """
    opened = _opened(kept, now, keys)
    if opened is None:
        return None
    facts: dict[str, Any] = json.loads(zlib.decompress(opened))
    if facts["user"] not in (None, user_id) or facts["language"] not in LANGUAGES:
        return None
    draft_id = keep(user_id, Typed(facts["address"], facts["form"], facts["values"]), now)
    return draft_address(facts["language"], facts["address"], facts["form"], draft_id)


def is_sealed_here(kept: str, now: datetime, keys: Keys) -> bool:
    """Say whether what came back is what we sealed, no more than a day ago."""
    return _opened(kept, now, keys) is not None


def _opened(kept: str, now: datetime, keys: Keys) -> bytes | None:
    seconds = int(SEALED_LASTS.total_seconds())
    try:
        return _fernet(keys).decrypt_at_time(kept.encode("utf-8", "replace"), seconds, int(now.timestamp()))
    except InvalidToken:
        return None


def draft_address(language: str, address: str, form: str, draft_id: str) -> str:
    """Give where a draft is shown: in its form, or, of a form that takes no drafts, on a page of its own."""
    return f"/{language}/{address}?draft={draft_id}" if form else f"/{language}/desk/drafts/{draft_id}"


def _fernet(keys: Keys) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keys.key("kept")))
