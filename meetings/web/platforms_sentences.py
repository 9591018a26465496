"""What goes wrong between us and a platform, in words that say what to do about it."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

Values = dict[str, Any]
SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "platform_failed": lambda _values: _(
        "The platform did not do what it was asked. Test the connection of its account."
    ),
    "platform_away": lambda _values: _(
        "The platform does not answer, or is in trouble itself. It is asked again; if this lasts, see whether it "
        "works for others, and type another address for this time."
    ),
    "platform_slow": lambda values: ngettext(
        "The platform asks for patience. It is asked again in %(num)d minute; there is nothing to do.",
        "The platform asks for patience. It is asked again in %(num)d minutes; there is nothing to do.",
        max(1, math.ceil(int(values.get("seconds", 60)) / 60)),
    ),
    "platform_keys": lambda _values: _(
        "The platform does not accept our keys, or they open too little. Ask an administrator to type the keys of the "
        "account anew, and to look there what they are allowed."
    ),
    "platform_not_there": lambda _values: _(
        "The meeting is no longer at the platform; somebody deleted it there. It is made anew."
    ),
    "platform_nonsense": lambda _values: _(
        "What the platform answers cannot be read. See whether the address of its account is right; it is asked again."
    ),
    "platform_declined": lambda values: _(
        "The platform does not take what it was asked (%(word)s). See at the platform what it does not like, then "
        "try again here.",
        word=values.get("word", ""),
    ),
    "platform_limits": lambda values: _(
        "The account does not allow this, or has used up what it allows (%(word)s). Book more at the platform, or "
        "choose another account.",
        word=values.get("word", ""),
    ),
    "platform_inside": lambda _values: _(
        "This address is not asked: it is not secured by https, or lies inside a network of ours. Whoever runs this "
        "installation can open that network for platforms."
    ),
    "platform_cannot": lambda values: CANNOT[values.get("what", "")](),
    "platform_keys_again": lambda _values: _(
        "Type this key again: what you changed says where it is sent, or whose it is."
    ),
    "platform_keys_lost": lambda _values: _(
        "The keys of this account cannot be opened any more. Ask an administrator to type them anew."
    ),
    "platform_in_use": lambda values: ngettext(
        "%(num)d coming time is held with this account. Give it another account first.",
        "%(num)d coming times are held with this account. Give them another account first.",
        int(values.get("number", 1)),
    ),
    "way_being_made": lambda _values: _(
        "Your own way in is being made at the moment. Press the button again in a few seconds."
    ),
}
CANNOT: Final[Mapping[str, Callable[[], str]]] = {
    "create": lambda: _(
        "No meeting is made here by itself. Make it at the platform, and type its address for the time."
    ),
    "update": lambda: _("The platform is not told of other hours. There is nothing to do: it asks for none."),
    "cancel": lambda: _("Nothing is taken away at the platform. Nobody is led there any more."),
    "roles": lambda: _(
        "Everybody enters by the same address. Give roles at the platform, when people have come."
    ),
    "attendance": lambda: _(
        "This platform gives no list of who was there. Who joined is noted here; a list from elsewhere can be brought "
        "as a file."
    ),
    "recordings": lambda: _(
        "This platform does not say where recordings are. Bring the file, or type the address of the recording."
    ),
    "": lambda: _("This platform cannot do that."),
}
