"""An answer given once to a key is given again to the same key and body."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.errors import KeyReused, TooLong
from meetings.extensions import db, insert_new, transaction
from meetings.models.journal import Idempotency

KEY_LENGTH = 200


def answer_once(
    key: str, body: Any, act: Callable[[], dict[str, Any]], now: datetime
) -> tuple[dict[str, Any], bool]:
    """Do an act once for a key, and give its answer; and whether it was done now.

    The act must itself be harmless to repeat: two callers at the same moment may both do it.

    Raises: KeyReused, for a key that came before with another body; TooLong.
    """
    if len(key) > KEY_LENGTH:
        raise TooLong(field="Idempotency-Key", most=KEY_LENGTH)
    written = json.dumps(body, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(written).hexdigest()
    known = db.session.get(Idempotency, key)
    if known is None:
        answer = act()
        with transaction():
            statement = insert_new(Idempotency).values(
                key=key, body_hash=digest, answer=answer, created_at=now
            )
            stored = db.session.execute(
                statement.on_conflict_do_nothing().returning(Idempotency.key)
            ).one_or_none()
        if stored is not None:
            return answer, True
        known = db.session.get_one(Idempotency, key)
    if known.body_hash != digest:
        raise KeyReused(field="Idempotency-Key")
    return known.answer, False
