"""One chat: what the module says is what the program says. EBB names the program, which is of the same build."""

import json
import os
import pickle
import subprocess
import tempfile
import unittest
from pathlib import Path

import pyarrow as pa

import ebbtide

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "crates/ebb-import/fixtures"
EBB = os.environ.get("EBB", str(ROOT / "target/debug/ebb"))

#: Files in which two people write, and which of them asks; each of another app.
FILES = [
    ("whatsapp-text/kinds-android.txt", "Dana", []),
    ("whatsapp-text/late-message.txt", "Alex", []),
    ("whatsapp-text/multi-line-text.txt", "Dana", ["--date-order", "dmy"]),
    ("telegram-html/with-zone.html", "Dana", []),
    ("messenger-instagram/standard.json", "Alex", []),
    ("whatsapp-mac/two-people.db", "Me", []),
    ("viber/two-people.db", "Me", []),
    ("kakaotalk-text/android-korean.txt", "나래", []),
    ("line/computer-spaces.txt", "Alice", []),
    ("csv/named-columns.csv", "Dana", []),
    ("jsonl/milliseconds-and-damage.jsonl", "Dana", []),
]


def program(path, me, *more):
    """Returns what the program says."""
    command = [EBB, "analyze", str(path), "--me", me, "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def invented(folder):
    """Writes one chat of each regime as WhatsApp does, and returns the paths."""
    paths = []
    for number, regime in enumerate(("stable", "abrupt", "fade", "ghost", "hot-cold", "mutual", "ego-withdraws")):
        messages = pa.table(ebbtide.synth(seed=40 + number, regime=regime, severity="large", days=120)[0])
        path = Path(folder) / f"{regime}.txt"
        with open(path, "w", encoding="utf-8") as file:
            for row in messages.to_pylist():
                words = " ".join(["w"] * row["words"]) + ("?" if row["asks"] else "")
                file.write(f"{row['local']:%d/%m/%Y, %H:%M} - {row['sender']}: {words}\n")
        paths.append(path)
    return paths


class Chats(unittest.TestCase):
    def assert_told_alike(self, path, me, more=(), **given):
        said = program(path, me, *more)
        self.assertEqual(ebbtide.analyze(path, me=me, **given), said, path)
        read_given = {key: value for key, value in given.items() if key in ("tz", "date_order")}
        given = {key: value for key, value in given.items() if key != "date_order"}
        self.assertEqual(ebbtide.analyze(ebbtide.read(path, **read_given), me=me, **given), said, f"{path} as a table")
        return said

    def test_a_file_of_every_kind_is_told_as_the_program_tells_it(self):
        for name, me, more in FILES:
            with self.subTest(name):
                self.assert_told_alike(FIXTURES / name, me, more, **({"date_order": more[1]} if more else {}))

    def test_the_example_is_told_as_the_program_tells_it_words_and_all(self):
        said = self.assert_told_alike(ROOT / "content/demo/dana-and-alex.txt", "Dana", ["--safe", "yes"], safe="yes")
        self.assertTrue(said["change"]["found"])
        self.assertTrue(any(reason["for"] for reason in said["reasons"]))

    def test_invented_chats_are_told_as_the_program_tells_them(self):
        claims = set()
        with tempfile.TemporaryDirectory() as folder:
            for path in invented(folder):
                more = ["--times-only", "--now", "2026-06-01T12:00"]
                said = self.assert_told_alike(path, "Dana", more, words=False, now="2026-06-01T12:00")
                claims.add(said["change"]["claim"])
        self.assertGreaterEqual(len(claims), 3, claims)

    def test_several_files_are_joined_from_a_table_as_from_files(self):
        folder = FIXTURES / "whatsapp-text"
        paths = [folder / "late-message.txt", folder / "multi-line-text.txt"]
        told = ebbtide.analyze(paths, me="Dana", date_order="dmy")
        self.assertEqual(ebbtide.analyze(ebbtide.read(paths, date_order="dmy"), me="Dana"), told)
        self.assertTrue(any(notice["kind"] == "files-joined" for notice in told["input"]["notices"]))

    def test_timing_reads_no_words_and_says_so(self):
        told = ebbtide.timing(ROOT / "content/demo/dana-and-alex.txt", me="Dana")
        self.assertIn("only-timing-read", told["limits"])
        self.assertEqual(told["change"]["kind"], "step")
        self.assertNotIn("reasons", told)

    def test_text_and_html_are_whole_reports(self):
        path = ROOT / "content/demo/dana-and-alex.txt"
        text = ebbtide.analyze(path, me="Dana", words=False, form="text")
        self.assertIn("Alex", text)
        self.assertNotIn("\x1b", text)
        self.assertTrue(ebbtide.analyze(path, me="Dana", words=False, form="html").startswith("<!"))

    def test_a_table_made_elsewhere_is_one_of_unknown_origin(self):
        path = FIXTURES / "jsonl/written-by-convert.jsonl"
        rows = pa.table(ebbtide.read(path)).replace_schema_metadata(None)
        told = ebbtide.analyze(rows.select(["at", "sender", "text"]), me="Dana")
        self.assertEqual(told["input"]["formats"], ["jsonl"])
        self.assertEqual(told["input"]["messages"], 2)


class Faults(unittest.TestCase):
    def fault(self, *args, **given):
        with self.assertRaises(ebbtide.EbbError) as caught:
            ebbtide.analyze(*args, **given)
        self.assertTrue(caught.exception.hint)
        return caught.exception

    def test_an_error_has_a_hint_and_no_word_of_a_chat(self):
        path = ROOT / "content/demo/dana-and-alex.txt"
        self.assertEqual(self.fault(path).kind, "given")
        self.assertEqual(self.fault(path, me="Nobody").kind, "pair")
        self.assertIn("Dana", self.fault(path, me="Nobody").hint)
        self.assertEqual(self.fault(path, me="Dana", now="2019-01-01T00:00").kind, "given")
        self.assertEqual(self.fault(path, me="Dana", answers={"no-such": "thing"}).kind, "given")
        self.assertEqual(self.fault(ROOT / "Cargo.toml", me="Dana").kind, "read")
        self.assertEqual(self.fault(ROOT / "nowhere.txt", me="Dana").kind, "read")
        table = pa.table({"sender": ["Dana"], "text": ["marker phrase"]})
        told = self.fault(table, me="Dana")
        self.assertEqual(told.kind, "table")
        self.assertNotIn("marker", f"{told} {told.hint}")

    def test_a_fault_survives_being_sent_between_processes(self):
        sent = pickle.loads(pickle.dumps(ebbtide.NotConserved("lost", "again")))
        self.assertEqual((str(sent), sent.hint, sent.kind), ("lost", "again", "conserved"))


if __name__ == "__main__":
    unittest.main()
