"""Many conversations on many machines, with Apache Spark. The wheel has to be installed where executors run.

.. code-block:: python

    import ebbtide.spark

    rows = ebbtide.spark.judge(spark.read.parquet("messages"), "judged.parquet", me="Dana")

Only rows of the answer leave an executor: no text, and with ``secret`` no name of a conversation.
"""

from __future__ import annotations

from itertools import chain
from typing import Any, Callable, Iterator

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

import ebbtide
from ebbtide._columns import looked_at
from ebbtide._conserved import HINT, hashed
from ebbtide._errors import NotConserved

#: The rows of an answer, as Spark writes types.
SCHEMA = (
    "conversation string, rows bigint, state string, why string, alter_messages bigint, ego_messages bigint, "
    "first date, last date, claim string, kind string, found boolean, none double, alter double, ego double, "
    "both double, onset date, onset_low date, onset_high date, size double, size_low double, size_high double, "
    "silence_hours double, silence_longer_than double, back_in_1 double, back_in_3 double, back_in_7 double, "
    "back_in_30 double"
)

Batches = Iterator[pa.RecordBatch]


def judging(*, secret: str | None = None, **given: Any) -> Callable[[Batches], Batches]:
    """Returns the function for ``mapInArrow``: batches of messages in, of which all rows of a conversation stand
    together in one partition, and rows of the answer out. Takes what :func:`ebbtide.judge` takes."""

    def judge_batches(batches: Batches) -> Batches:
        first = next(batches, None)
        if first is None:
            return
        reader = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        rows = pa.table(ebbtide.judge(reader, order="contiguous", threads=1, **given))
        yield from _named(rows, secret).to_batches()

    return judge_batches


def judging_group(*, secret: str | None = None, **given: Any) -> Callable[[pa.Table], pa.Table]:
    """Returns the function for ``groupBy(conversation).applyInArrow(..., SCHEMA)``: for where grouping is done already.
    It is called once for each conversation, so that :func:`judge` is the quicker way."""

    def judge_table(messages: pa.Table) -> pa.Table:
        rows = pa.table(ebbtide.judge(messages, threads=1, **given))
        return _named(rows, secret)

    return judge_table


def _named(rows: pa.Table, secret: str | None) -> pa.Table:
    if secret is None:
        return rows
    names = [hashed(name, secret) for name in rows["conversation"].to_pylist()]
    return rows.set_column(0, rows.schema.field(0), pa.array(names, pa.string()))


def judge(
    messages: DataFrame,
    out: str,
    *,
    me: str | None = None,
    conversation: str = "conversation",
    time: str | None = None,
    now: str | None = None,
    tz: str | None = None,
    partitions: int | None = None,
    secret: str | None = None,
) -> DataFrame:
    """Judges every conversation by times alone, writes one row for each to ``out`` (Parquet; it must not exist), and
    returns what stands there.

    ``timestamp`` columns are instants, ``timestamp_ntz`` columns the clock on the wall. ``partitions`` is into how many
    parts conversations are divided (the configuration's if not given); memory of an executor is bound by the largest
    conversation.

    What was written is read back and compared with what went in: each conversation must stand there once, with as many
    rows as it had. Where it does not, an empty answer is written over it and :class:`ebbtide.NotConserved` is raised. A
    part that cannot be computed fails the job, as Spark does.
    """
    spark = messages.sparkSession
    needed = messages.select(*looked_at(messages.columns, conversation, time))
    given = {"me": me, "conversation": conversation, "time": time, "now": now, "tz": tz}
    divided = [F.col(conversation)] if partitions is None else [partitions, F.col(conversation)]
    sorted_parts = needed.repartition(*divided).sortWithinPartitions(conversation)
    sorted_parts.mapInArrow(judging(secret=secret, **given), SCHEMA).write.parquet(out)
    written = spark.read.schema(SCHEMA).parquet(out)
    try:
        _hold(messages, written, conversation, secret)
    except NotConserved:
        spark.createDataFrame([], SCHEMA).write.mode("overwrite").parquet(out)
        raise
    return written


def _hold(messages: DataFrame, written: DataFrame, conversation: str, secret: str | None) -> None:
    """Compares what was written with what went in, counted anew."""
    counted = messages.groupBy(F.col(conversation).cast("string").alias("conversation")).agg(
        F.count(F.lit(1)).alias("given")
    )
    if secret is not None:

        def named(batches: Batches) -> Batches:
            for batch in batches:
                yield from _named(pa.Table.from_batches([batch]), secret).to_batches()

        counted = counted.mapInArrow(named, "conversation string, given bigint")
    found = written.groupBy("conversation").agg(
        F.sum("rows").alias("found"), F.count(F.lit(1)).alias("times")
    )
    lost = F.col("times").isNull()
    doubled = F.coalesce(F.col("times"), F.lit(1)) > 1
    unlike = ~lost & ~doubled & ~F.col("found").eqNullSafe(F.col("given"))
    beside = counted.join(found, "conversation", "full_outer")
    sums = [F.sum(F.when(fault, 1).otherwise(0)) for fault in (lost, doubled, unlike)]
    numbers = beside.agg(F.count(F.lit(1)), *sums).collect()[0]
    total, *faults = (number or 0 for number in numbers)
    if any(faults):
        raise NotConserved(
            f"of {total} conversations {faults[0]} are lost, {faults[1]} doubled, and {faults[2]} have other rows than "
            "went in",
            HINT,
        )
