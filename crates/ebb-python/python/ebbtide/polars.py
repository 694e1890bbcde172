"""Many conversations on one machine, with Polars.

.. code-block:: python

    import polars as pl
    import ebbtide.polars

    rows = ebbtide.polars.judge(pl.scan_parquet("messages/*.parquet"), me="Dana")
    rows = frame.ebb.judge()        # the same, of a DataFrame or LazyFrame with a column `me`
"""

from __future__ import annotations

import polars as pl

import ebbtide
from ebbtide._columns import looked_at
from ebbtide._conserved import HINT, hashed
from ebbtide._errors import NotConserved

def judge(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    me: str | None = None,
    conversation: str = "conversation",
    time: str | None = None,
    now: str | None = None,
    tz: str | None = None,
    threads: int = 0,
    parts: int = 1,
    secret: str | None = None,
) -> pl.DataFrame:
    """Judges every conversation of a frame by times alone: one row for each (see :func:`ebbtide.judge`).

    ``parts`` divides the conversations, so that only one part of the messages is in memory at a time (some 40 bytes a
    message); a lazy frame is then read as many times. ``secret`` replaces names of conversations by ones that only who
    has it can tell.

    Raises :class:`ebbtide.NotConserved` where rows or conversations were lost or doubled, and
    :class:`ebbtide.EbbError` where the frame is no table of messages.
    """
    lazy = frame.lazy()
    names = lazy.collect_schema().names()
    lazy = lazy.select(looked_at(names, conversation, time))
    place = pl.col(conversation).cast(pl.String)
    counted = lazy.group_by(place.alias("conversation")).len("given").collect(engine="streaming")
    judged = []
    for part in range(parts):
        mine = lazy if parts == 1 else lazy.filter(place.hash(17) % parts == part)
        messages = mine.collect(engine="streaming")
        rows = ebbtide.judge(
            messages, me=me, conversation=conversation, time=time, now=now, tz=tz, threads=threads
        )
        judged.append(pl.DataFrame(rows))
    return conserved(counted, pl.concat(judged), secret)


def conserved(counted: pl.DataFrame, rows: pl.DataFrame, secret: str | None = None) -> pl.DataFrame:
    """Returns rows by their conversations, if each conversation of ``counted`` (``conversation``, ``given``) stands
    there once, with as many rows as went in.

    Raises :class:`ebbtide.NotConserved`.
    """
    doubled = rows.height - rows["conversation"].n_unique()
    beside = counted.join(rows.select("conversation", "rows"), on="conversation", how="full", coalesce=True)
    lost = beside["rows"].null_count()
    unlike = beside.filter(pl.col("rows").ne_missing(pl.col("given").cast(pl.Int64))).height - lost
    if doubled or lost or unlike:
        raise NotConserved(
            f"of {counted.height} conversations {lost} are lost, {doubled} doubled, and {unlike} have other rows than "
            "went in",
            HINT,
        )
    if secret is not None:
        names = [hashed(name, secret) for name in rows["conversation"]]
        rows = rows.with_columns(pl.Series("conversation", names, dtype=pl.String))
    return rows.sort("conversation")


@pl.api.register_lazyframe_namespace("ebb")
@pl.api.register_dataframe_namespace("ebb")
class Ebb:
    """``frame.ebb.judge(...)``."""

    def __init__(self, frame: pl.DataFrame | pl.LazyFrame) -> None:
        self._frame = frame

    def judge(self, **given: object) -> pl.DataFrame:
        """As :func:`ebbtide.polars.judge`."""
        return judge(self._frame, **given)  # type: ignore[arg-type]
