"""One row for each chat of a folder, for those who have files rather than a table.

Rows are kept beside the answer as they come, so that a run that was stopped goes on where it was. The answer is Parquet,
CSV or lines of JSON, by the name of the file. Times alone are looked at: no word of a chat is in a row.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Sequence

import ebbtide
from ebbtide._conserved import hashed

#: Where each column of a row stands in the report.
COLUMNS: dict[str, tuple[str, ...]] = {
    "messages": ("input", "messages"),
    "alter_messages": ("input", "alter_messages"),
    "ego_messages": ("input", "ego_messages"),
    "first": ("input", "from"),
    "last": ("input", "to"),
    "enough": ("enough",),
    "claim": ("change", "claim"),
    "kind": ("change", "kind"),
    "found": ("change", "found"),
    "none": ("change", "who", "none"),
    "alter": ("change", "who", "alter"),
    "ego": ("change", "who", "ego"),
    "both": ("change", "who", "both"),
    "onset": ("change", "onset", "date"),
    "onset_low": ("change", "onset", "low"),
    "onset_high": ("change", "onset", "high"),
    "size": ("change", "size", "ratio"),
    "size_low": ("change", "size", "low"),
    "size_high": ("change", "size", "high"),
    "silence_hours": ("silence", "hours"),
    "silence_longer_than": ("silence", "longer_than"),
}
NAMES = ("chat", "state", "why", *COLUMNS)


def row(path: Path, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Returns the row of one chat. A file that cannot be judged has one, too, with the reason."""
    try:
        report = ebbtide.timing(path, **given)
    except ebbtide.EbbError as error:
        return {**dict.fromkeys(NAMES), "chat": name, "state": "refused", "why": error.kind}
    picked = {column: _pick(report, keys) for column, keys in COLUMNS.items()}
    return {"chat": name, "state": "judged", "why": None, **picked}


def _pick(report: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        report = None if report is None else report.get(key)
    return report


def write(rows: list[dict[str, Any]], out: Path) -> None:
    """Writes rows in the form that the name of the file says, beside it first, so that it is whole or not there."""
    beside = out.with_name(out.name + ".new")
    if out.suffix == ".parquet":
        _parquet(rows, beside)
    else:
        with open(beside, "w", newline="", encoding="utf-8") as file:
            if out.suffix == ".csv":
                table = csv.DictWriter(file, NAMES)
                table.writeheader()
                table.writerows(rows)
            else:
                file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
    os.replace(beside, out)


def _parquet(rows: list[dict[str, Any]], out: Path) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise ebbtide.EbbError(
            "Parquet needs pyarrow", "pip install pyarrow; or write to a file that ends in .csv or .ndjson."
        ) from None
    numbers = {"messages", "alter_messages", "ego_messages"}
    words = {"chat", "state", "why", "first", "last", "claim", "kind", "onset", "onset_low", "onset_high"}
    types = [
        (name, pa.int64() if name in numbers else pa.string() if name in words
         else pa.bool_() if name in {"enough", "found"} else pa.float64())
        for name in NAMES
    ]
    pq.write_table(pa.Table.from_pylist(rows, pa.schema(types)), out)


def _progress(done: int, of: int) -> None:
    if not sys.stderr.isatty():
        return
    filled = 30 * done // max(of, 1)
    end = "\n" if done == of else ""
    print(f"\rJudging {'#' * filled}{'.' * (30 - filled)} {done} of {of} chats", end=end, file=sys.stderr, flush=True)


def batch(folder: Path, out: Path, given: dict[str, Any], *, secret: str | None = None) -> list[dict[str, Any]]:
    """Judges every file of a folder, and of folders in it, and writes one row for each to ``out``.

    A chat is called by its path in the folder; with ``secret`` by a name that only who has it can tell.
    """
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.resolve() != out.resolve())
    kept = out.with_name(out.name + ".kept")
    found = [path for path in found if path.resolve() != kept.resolve()]
    names = {path: path.relative_to(folder).as_posix() for path in found}
    if secret is not None:
        names = {path: hashed(name, secret) for path, name in names.items()}
    # What it was judged by: rows of another run are not taken up.
    head = json.dumps([ebbtide.__version__, {key: given[key] for key in sorted(given)}])
    done = _taken_up(kept, head)
    with open(kept, "a" if done is not None else "w", encoding="utf-8") as file:
        if done is None:
            print(head, file=file, flush=True)
        rows = dict(done or {})
        waiting = [path for path in found if names[path] not in rows]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for one in pool.map(lambda path: row(path, names[path], given), waiting):
                rows[one["chat"]] = one
                print(json.dumps(one, ensure_ascii=False), file=file, flush=True)
                _progress(len(rows), len(found))
    told = [rows[name] for name in sorted(names.values())]
    write(told, out)
    kept.unlink()
    return told


def _taken_up(kept: Path, head: str) -> dict[str, dict[str, Any]] | None:
    """Returns the rows that an earlier run of the same kind left; ``None`` where there was none."""
    try:
        lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return None
    if not lines or lines[0].rstrip("\n") != head:
        return None
    # The last line may be cut: the run was stopped while it was written.
    whole = [json.loads(line) for line in lines[1:] if line.endswith("\n")]
    kept.write_text("".join(line for line in lines if line.endswith("\n")), encoding="utf-8")
    return {one["chat"]: one for one in whole}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code, as ``ebb`` gives them."""
    parser = argparse.ArgumentParser(prog="python -m ebbtide", description="Judges many chats by times alone.")
    commands = parser.add_subparsers(dest="command", required=True)
    many = commands.add_parser("batch", help="one row for each chat of a folder")
    many.add_argument("folder", type=Path, metavar="FOLDER")
    many.add_argument("-o", "--output", type=Path, required=True, metavar="FILE",
                      help="where to write: .parquet, .csv or .ndjson")
    many.add_argument("--me", action="append", default=[], metavar="NAME", help="the name of the person asking")
    many.add_argument("--now", metavar="TIME", help="what time it is; the last message of each chat if not given")
    many.add_argument("--tz", metavar="ZONE", help="where the two were")
    many.add_argument("--date-order", choices=["dmy", "mdy", "ymd"])
    many.add_argument("--secret", metavar="WORDS", help="hide the names of chats behind a secret")
    asked = parser.parse_args(arguments)
    given = {"me": asked.me or None, "now": asked.now, "tz": asked.tz, "date_order": asked.date_order}
    try:
        rows = batch(asked.folder, asked.output, given, secret=asked.secret)
    except ebbtide.EbbError as error:
        print(f"{error}\n{error.hint}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cannot save: {error.strerror}", file=sys.stderr)
        return 6
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on where it was.", file=sys.stderr)
        return 130
    judged = sum(one["state"] == "judged" for one in rows)
    print(f"{len(rows)} chats: {judged} judged, {len(rows) - judged} refused", file=sys.stderr)
    return 0
