"""Many conversations: each row is what the program says of that chat, whatever the order and the engine."""

import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import polars as pl
import pyarrow as pa

import ebbtide
import ebbtide.polars
from test_chats import ROOT, invented, program

NOW = "2026-06-01T12:00"


def rounded(value):
    return None if value is None else round(value * 1e4) / 1e4


def corpus(count=66):
    messages, truths = ebbtide.synth(count, seed=7, days=60)
    return pl.DataFrame(messages), pl.DataFrame(truths)


class Judged(unittest.TestCase):
    def test_rows_are_what_the_program_says_of_each_chat(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [ROOT / "content/demo/dana-and-alex.txt", *invented(folder)]
            said = {path.name: program(path, "Dana", "--times-only", "--now", NOW.replace("06-01", "07-01"))
                    for path in paths}
            tables = [
                pl.DataFrame(ebbtide.read(path)).with_columns(
                    conversation=pl.lit(path.name), format=pl.lit("whatsapp-text")
                )
                for path in paths
            ]
        rows = ebbtide.polars.judge(
            pl.concat(tables), me="Dana", time="local", now=NOW.replace("06-01", "07-01")
        )
        self.assertEqual(rows.height, len(said))
        for row in rows.iter_rows(named=True):
            report = said[row["conversation"]]
            change, silence = report["change"], report["silence"]
            with self.subTest(row["conversation"]):
                self.assertEqual(row["state"], "judged")
                self.assertEqual(row["alter_messages"], report["input"]["alter_messages"])
                self.assertEqual((row["claim"], row["kind"], row["found"]),
                                 (change["claim"], change["kind"], change["found"]))
                self.assertEqual([rounded(row[who]) for who in ("alter", "ego", "both")],
                                 [change["who"][who] for who in ("alter", "ego", "both")])
                onset = change["onset"]
                self.assertEqual(row["onset"] and str(row["onset"]), onset and onset["date"])
                self.assertEqual(row["onset_low"] and str(row["onset_low"]), onset and onset["low"])
                size = change["size"] or {"ratio": None, "low": None, "high": None}
                self.assertEqual([rounded(row[name]) for name in ("size", "size_low", "size_high")],
                                 [size["ratio"], size["low"], size["high"]])
                self.assertAlmostEqual(row["silence_hours"], silence["hours"], places=3)
                self.assertEqual(rounded(row["silence_longer_than"]), silence["longer_than"])
                chances = {chance["days"]: chance["probability"] for chance in silence["returns"] or []}
                self.assertEqual(rounded(row["back_in_7"]), chances.get(7))

    def test_order_batches_and_threads_change_no_byte(self):
        messages, _ = corpus()
        whole = ebbtide.polars.judge(messages)
        self.assertEqual(whole.height, 66)
        self.assertGreater(whole["claim"].n_unique(), 2)
        places = list(range(messages.height))
        random.Random(5).shuffle(places)
        shuffled = messages[places]
        for other in (
            ebbtide.polars.judge(shuffled, threads=1),
            ebbtide.polars.judge(shuffled.lazy(), parts=5),
            shuffled.ebb.judge(),
            pl.DataFrame(ebbtide.judge(pa.table(shuffled.to_arrow()).to_reader(max_chunksize=97))),
            pl.DataFrame(ebbtide.judge(messages, order="contiguous", threads=2)),
        ):
            self.assertTrue(whole.equals(other, null_equal=True))
            self.assertEqual(whole.write_csv(), other.write_csv())

    def test_messages_of_one_second_stand_in_one_order_without_numbers_too(self):
        messages = corpus(22)[0].drop("message").with_columns(pl.col("local").dt.truncate("1m"))
        whole = ebbtide.polars.judge(messages)
        self.assertTrue(whole.equals(ebbtide.polars.judge(messages.reverse()), null_equal=True))

    def test_texts_count_as_their_words_do(self):
        messages, _ = corpus(11)
        text = pl.struct("words", "asks").map_elements(
            lambda row: " ".join(["ab"] * row["words"]) + ("?" if row["asks"] else ""), return_dtype=pl.String
        )
        spoken = messages.with_columns(text=text).drop("words", "asks")
        self.assertTrue(ebbtide.polars.judge(messages).equals(ebbtide.polars.judge(spoken), null_equal=True))

    def test_who_cannot_be_judged_has_a_row_with_the_reason(self):
        messages, _ = corpus(3)
        third = messages.head(1).with_columns(sender=pl.lit("Kim"))
        alone = messages.filter(pl.col("conversation") == "c0000001", pl.col("sender") == "Dana")
        rest = messages.filter(pl.col("conversation") == "c0000002").with_columns(me=pl.lit("Robin"))
        rows = ebbtide.polars.judge(
            pl.concat([messages.filter(pl.col("conversation") == "c0000000"), third, alone, rest])
        )
        self.assertEqual(rows["why"].to_list(), ["group", "one-sided", "no-such-person"])
        self.assertTrue(rows["alter"].is_null().all())

    def test_a_channel_of_thousands_is_a_group(self):
        one = corpus(1)[0]
        many = pl.concat([one] * 9).with_row_index("n")
        many = many.with_columns(sender=pl.format("{}", "n"), message=pl.col("n")).drop("n")
        rows = ebbtide.polars.judge(many.with_columns(me=pl.lit("0")))
        self.assertEqual((rows["why"].to_list(), rows["rows"].to_list()), (["group"], [many.height]))

    def test_instants_are_told_by_the_clock_of_a_zone(self):
        messages = corpus(6)[0]
        instants = messages.with_columns(at=pl.col("local").dt.replace_time_zone("Asia/Tokyo")).drop("local")
        wall = ebbtide.polars.judge(messages)
        self.assertTrue(wall.equals(ebbtide.polars.judge(instants, tz="Asia/Tokyo"), null_equal=True))
        self.assertFalse(wall.equals(ebbtide.polars.judge(instants), null_equal=True))

    def test_the_truth_is_mostly_found_where_the_change_is_large(self):
        messages, truths = ebbtide.synth(40, seed=900, regime="abrupt", severity="large", days=120)
        rows = ebbtide.polars.judge(pl.DataFrame(messages)).join(pl.DataFrame(truths), on="conversation")
        self.assertGreater(rows.filter(pl.col("claim") != "too-little")["found"].mean(), 0.6)

    def test_names_are_hidden_behind_a_secret(self):
        messages, _ = corpus(11)
        hidden = ebbtide.polars.judge(messages, secret="a secret")
        self.assertFalse(set(hidden["conversation"]) & set(messages["conversation"]))
        self.assertTrue(hidden.equals(ebbtide.polars.judge(messages, secret="a secret"), null_equal=True))
        self.assertFalse(set(hidden["conversation"]) & set(
            ebbtide.polars.judge(messages, secret="another")["conversation"]))


class Conserved(unittest.TestCase):
    def setUp(self):
        self.messages, _ = corpus(22)
        self.counted = self.messages.group_by("conversation").len("given")

    def refused(self, messages=None, rows=None):
        rows = ebbtide.polars.judge(messages) if rows is None else rows
        with self.assertRaises(ebbtide.NotConserved) as caught:
            ebbtide.polars.conserved(self.counted, rows)
        self.assertNotIn("c00", str(caught.exception))

    def test_a_lost_part_is_refused(self):
        lost = self.messages["conversation"].unique().sort()[:5]
        self.refused(self.messages.filter(~pl.col("conversation").is_in(lost.implode())))
        self.refused(self.messages[:-1])

    def test_a_doubled_part_is_refused(self):
        some = self.messages.filter(pl.col("conversation") < "c0000005")
        self.refused(pl.concat([self.messages, some]))
        judged = ebbtide.polars.judge(self.messages)
        self.refused(rows=pl.concat([judged, ebbtide.polars.judge(some)]))

    def test_a_part_in_place_of_another_is_refused(self):
        judged = ebbtide.polars.judge(self.messages)
        self.refused(rows=pl.concat([judged[1:], judged[1:2]]))

    def test_a_conversation_that_comes_back_is_no_contiguous_one(self):
        with self.assertRaises(ebbtide.EbbError):
            ebbtide.judge(pl.concat([self.messages, self.messages.head(3)]), order="contiguous")


class Batch(unittest.TestCase):
    def run_batch(self, folder, out):
        command = [sys.executable, "-m", "ebbtide", "batch", str(folder), "-o", str(out), "--me", "Dana"]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def test_a_folder_becomes_one_row_a_chat_and_a_stopped_run_goes_on(self):
        with tempfile.TemporaryDirectory() as place:
            folder, out = Path(place) / "chats", Path(place) / "out.parquet"
            folder.mkdir()
            invented(folder)
            (folder / "list.txt").write_text("milk, bread\n", encoding="utf-8")
            self.assertIn("8 chats: 7 judged, 1 refused", self.run_batch(folder, out))
            rows = pl.read_parquet(out)
            self.assertEqual(rows.filter(pl.col("chat") == "list.txt")["state"].to_list(), ["refused"])
            said = program(folder / "fade.txt", "Dana", "--times-only")
            fade = rows.row(by_predicate=pl.col("chat") == "fade.txt", named=True)
            self.assertEqual((fade["alter"], fade["claim"]), (said["change"]["who"]["alter"], said["change"]["claim"]))
            # As a run leaves it that was stopped while it wrote a row.
            head = json.dumps([ebbtide.__version__, {"date_order": None, "me": ["Dana"], "now": None, "tz": None}])
            kept = {**fade, "alter": 0.125}
            Path(f"{out}.kept").write_text(f"{head}\n{json.dumps(kept)}\n" + '{"chat": "gho', encoding="utf-8")
            self.run_batch(folder, out)
            again = pl.read_parquet(out)
            self.assertEqual(again.filter(pl.col("chat") == "fade.txt")["alter"].to_list(), [0.125])
            self.assertEqual(again.height, 8)
            self.assertFalse(Path(f"{out}.kept").exists())


if __name__ == "__main__":
    unittest.main()
