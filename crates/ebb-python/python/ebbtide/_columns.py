"""Which columns of a table of messages are looked at; all others stay where they are."""

from __future__ import annotations

from typing import Sequence

#: Beside the conversation and the time.
LOOKED_AT = ("sender", "me", "format", "kind", "message", "words", "asks", "text")
#: Columns that may hold the time, if none is named.
TIMES = ("at", "local", "time")


def looked_at(names: Sequence[str], conversation: str, time: str | None) -> list[str]:
    """Returns which of these columns are looked at. Texts are left where words are counted already."""
    times = (time,) if time else next(((name,) for name in TIMES if name in names), ())
    wanted = (conversation, *times, *LOOKED_AT)
    return [name for name in names if name in wanted and not (name == "text" and "words" in names)]
