"""ebb for Python: what changed between two people, since when, and how surely.

One chat: :func:`read`, :func:`analyze`, :func:`timing`. Many: :func:`judge`, and the same on an engine,
``ebbtide.polars`` and ``ebbtide.spark``. Invented chats with a known truth: :func:`synth`.

Tables are Arrow. What comes back has ``__arrow_c_stream__``, so that ``polars.DataFrame(table)`` and
``pyarrow.table(table)`` take it without copying; what goes in may be anything that has it, or a ``RecordBatchReader``.

Everything is computed in this process. Nothing is written, kept or sent.
"""

from __future__ import annotations

import json
from os import PathLike, fspath
from typing import Any, Literal, Mapping, Protocol, Sequence, Union, runtime_checkable

from ebbtide import _ebbtide
from ebbtide._ebbtide import Table, __version__
from ebbtide._errors import EbbError, NotConserved

__all__ = [
    "ArrowStream",
    "EbbError",
    "KINDS",
    "NotConserved",
    "Table",
    "__version__",
    "analyze",
    "judge",
    "read",
    "synth",
    "timing",
]

#: Kinds of messages; reactions and lines of the app are counted as no message.
KINDS = (
    "text", "media", "voice", "sticker", "call", "reaction", "poll", "location", "contact", "deleted", "system",
)

#: What of a report rests on times alone.
_TIMING = ("schema", "ebb", "input", "enough", "change", "signals", "silence", "weeks", "history", "limits", "headline")


@runtime_checkable
class ArrowStream(Protocol):
    """A table or stream of Arrow: of Polars, pyarrow, DuckDB, ebbtide and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


PathOrPaths = Union[str, "PathLike[str]", Sequence[Union[str, "PathLike[str]"]]]
Names = Union[str, Sequence[str], None]


def _names(names: Names) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)


def _paths(paths: PathOrPaths) -> list[str]:
    many = [paths] if isinstance(paths, (str, PathLike)) else paths
    return [fspath(path) for path in many]


def _given(**given: Any) -> dict[str, Any]:
    defaults: dict[str, Any] = {
        "me": [], "them": [], "them_also": [], "conversation": [], "tz": None, "now": None, "date_order": None,
        "words": "read", "answers": {}, "safe": None, "story": None, "pronouns": "they", "form": "json",
    }
    return {**defaults, **given}


def read(
    paths: PathOrPaths,
    *,
    conversation: Names = None,
    tz: str | None = None,
    date_order: Literal["dmy", "mdy", "ymd"] | None = None,
) -> Table:
    """Reads one or several exports of a chat into one table: a row for each entry, in the order of the files.

    ========  =================  ==========================================================================
    column    type               holds
    ========  =================  ==========================================================================
    source    uint16             number of the file, from 0
    message   uint32             number of the entry in its file, from 0
    at        timestamp[s, UTC]  the instant; null where the file tells only the clock on the wall
    local     timestamp[s]       what the clock on the wall said; null where nobody knows
    sender    utf8               name; null for a line of the app
    kind      utf8               one of :data:`KINDS`
    text      large_utf8         the words
    ========  =================  ==========================================================================

    The schema's metadata keep what a format can carry, so that :func:`analyze` says of the table what it says of the
    files. ``tz`` is where the two were, for example ``Europe/London``; it fills ``local`` or ``at``.

    Raises :class:`EbbError` where a file is no chat, or where something must be said first: the order of day and
    month, or which of several conversations is meant.
    """
    given = _given(conversation=_names(conversation), tz=tz, date_order=date_order)
    return _ebbtide.read(_paths(paths), given)


def analyze(
    chat: PathOrPaths | ArrowStream,
    *,
    me: Names = None,
    them: Names = None,
    them_also: Names = None,
    conversation: Names = None,
    now: str | None = None,
    tz: str | None = None,
    date_order: Literal["dmy", "mdy", "ymd"] | None = None,
    words: bool = True,
    answers: Mapping[str, str] | None = None,
    safe: Literal["yes", "no", "unsure"] | None = None,
    story: str | None = None,
    pronouns: str = "they",
    form: Literal["dict", "json", "text", "html"] = "dict",
) -> Any:
    """Answers for one chat, as ``ebb analyze`` does.

    ``chat`` is a file, several files of the same two people, or a table: of :func:`read`, or one with ``sender`` and a
    time (``at``: instants, or ``local``: the clock on the wall), and ``kind`` and ``text`` if there are any.

    ``me`` is the name of the person asking; case does not matter, and the first letters do if only one name begins
    so. ``now`` is what time it is, like ``2026-06-13T13:10``; without it the last message counts as now, and a silence
    since then is not seen. ``words=False`` looks at times only. ``answers`` are ids of questions with ids of answers
    (``ebb explain questions``); ``safe`` says whether it is safe to write, as ``--safe`` does; ``story`` is the user's
    own account.

    Returns the report of schema ``ebb.report/2`` as a dict; or, by ``form``, as JSON, text of 80 columns, or a page of
    HTML. Probabilities are between 0 and 1, times in hours or ISO 8601, sizes are ratios of messages a day.

    Raises :class:`EbbError`.
    """
    given = _given(
        me=_names(me), them=_names(them), them_also=_names(them_also), conversation=_names(conversation), now=now,
        tz=tz, date_order=date_order, words="read" if words else "left-alone", answers=dict(answers or {}), safe=safe,
        story=story, pronouns=pronouns, form="json" if form == "dict" else form,
    )
    if isinstance(chat, ArrowStream):
        told = _ebbtide.analyze_table(chat, given)
    else:
        told = _ebbtide.analyze_files(_paths(chat), given)
    return json.loads(told) if form == "dict" else told


def timing(chat: PathOrPaths | ArrowStream, **given: Any) -> dict[str, Any]:
    """Returns what of a report rests on times alone: who writes less, since when, by how much, and the silence.

    Takes what :func:`analyze` takes, and reads no words. Keys: ``input``, ``enough``, ``change``, ``signals``,
    ``silence`` (hours), ``weeks``, ``history``, ``limits``, ``headline``.
    """
    report = analyze(chat, **{**given, "words": False, "form": "dict"})
    return {key: report[key] for key in _TIMING}


def judge(
    messages: ArrowStream,
    *,
    me: str | None = None,
    conversation: str = "conversation",
    time: str | None = None,
    order: Literal["any", "contiguous"] = "any",
    now: str | None = None,
    tz: str | None = None,
    threads: int = 0,
) -> Table:
    """Judges many conversations by times alone: one row for each, by their names.

    Needs the columns ``conversation`` (any kind of string or number), ``sender`` and a time: ``time=``, or the first of
    ``at``, ``local``, ``time``. Timestamps with a zone are instants, those without the clock on the wall. Instants are told by the clock of
    ``tz``, or of UTC: give it, since nights are found by the clock. Taken if there:
    ``me`` (the name of the person asking, the same in all rows of a conversation; or give ``me=`` for all),
    ``message`` (the order of messages within a second), ``kind``, ``format`` (an id of ``ebb formats``; else of unknown
    origin), ``words`` and ``asks`` (how many words; whether something is asked), or ``text``, whose words are counted
    and kept nowhere.

    ``order="contiguous"`` says that all rows of a conversation stand together: memory is then bound by the largest one.
    ``threads`` is how many threads judge, 0 for one on each core.

    Columns of the answer:

    - ``conversation`` utf8, ``rows`` int64 (rows that came in), ``state`` utf8 (``judged`` or ``refused``), ``why`` utf8:
      ``group``, ``one-sided``, ``no-such-person``, ``no-ego``, ``rows-at-odds``, ``empty``, ``span-too-long``,
      ``now-does-not-fit``, ``no-such-format``, ``not-two-people``;
    - ``alter_messages``, ``ego_messages`` int64; ``first``, ``last`` date32;
    - ``claim``, ``kind`` utf8, as in the report; ``found`` bool; ``none``, ``alter``, ``ego``, ``both`` float64: who
      writes less, summing to 1;
    - ``onset``, ``onset_low``, ``onset_high`` date32; ``size``, ``size_low``, ``size_high`` float64: the ratio of daily
      messages since over before, with an interval of 90 %;
    - ``silence_hours`` float64, ``silence_longer_than`` float64 (share of past silences that were shorter),
      ``back_in_1``, ``back_in_3``, ``back_in_7``, ``back_in_30`` float64: chance of a message within so many days.

    The answer depends on the rows alone: not on their order, their batches or the number of threads.
    """
    given = {
        "me": me, "conversation": conversation, "time": time, "order": order, "now": now, "tz": tz, "threads": threads,
    }
    return _ebbtide.judge(messages, given)


def synth(
    count: int = 1,
    *,
    seed: int = 1,
    regime: str | None = None,
    severity: Literal["small", "medium", "large"] | None = None,
    days: int | None = None,
    volume: float | None = None,
    me: str = "Dana",
    them: str = "Alex",
    start: str = "2026-01-05",
) -> tuple[Table, Table]:
    """Invents conversations whose truth is known. The same arguments give the same conversations.

    Returns messages (``conversation``, ``message``, ``local``, ``sender``, ``me``, ``kind``, ``words``, ``asks``), as
    :func:`judge` takes them, and truths, one row a conversation: ``messages``, ``days``, ``regime``, ``severity``,
    ``who`` (who writes less at the end: ``none``, ``alter``, ``ego``, ``both``), ``change_day`` and ``end_day`` (days
    from 0).

    ``regime`` is one of ``stable``, ``honeymoon``, ``abrupt``, ``fade``, ``ghost``, ``hot-cold``, ``dip``, ``holiday``,
    ``mutual``, ``ego-withdraws``, ``migration``; without it each comes in turn. ``days`` (at least 10) and
    ``volume`` (talks that each opens a day, before mood) are drawn if not given. Nobody is behind these people, and they say nothing: there are no words in it.
    """
    given = {
        "count": count, "seed": seed, "regime": regime, "severity": severity, "days": days, "volume": volume, "me": me,
        "them": them, "start": start,
    }
    return _ebbtide.synth(given)
