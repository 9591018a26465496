"""Keys of people: what the journal says of somebody is sealed by theirs, and erasing destroys it."""

import json
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


def new_key() -> str:
    """Make a random key."""
    return Fernet.generate_key().decode()


class PersonKey(Base):
    """The key of one person, which never moves to another; without it nobody reads what it sealed."""

    __tablename__ = "person_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(default=new_key)

    def seal(self, value: Any) -> str:
        """Seal a value that JSON can hold."""
        return Fernet(self.key).encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()

    def open(self, sealed: str) -> Any:
        """Give a value that was sealed.

        Raises: cryptography.fernet.InvalidToken, for what another key sealed.
        """
        return json.loads(Fernet(self.key).decrypt(sealed))
