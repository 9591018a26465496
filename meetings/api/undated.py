"""Pages of lists that do not know since when each thing of them stands as it does, and say so."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, post_load, validates_schema

from meetings.api.shapes import PageQuery

SINCE = "updated_since"


class Undated(Schema):
    """What a list is asked that cannot say what changed since an instant, so that nobody takes all for that."""

    @validates_schema(pass_original=True)
    def refuse_since(self, _data: Any, original: Mapping[str, Any], **_more: Any) -> None:
        """Refuse to be asked for changes.

        Raises: ValidationError, with field `updated_since`.
        """
        if SINCE in original:
            raise ValidationError("This list does not know what changed since.", SINCE)


class UndatedQuery(Undated, PageQuery):
    """Which page of such a list."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE
        exclude = (SINCE,)

    @post_load
    def all_times(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        """Ask for whatever was changed at any time."""
        return data | {SINCE: None}
