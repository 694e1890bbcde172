"""On Spark: the rows that Polars gives, or no answer."""

import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import polars as pl

import ebbtide
import ebbtide.polars

try:
    from pyspark.sql import SparkSession

    import ebbtide.spark
except ModuleNotFoundError:
    SparkSession = None

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


@unittest.skipIf(SparkSession is None, "pyspark is not installed")
class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", "4").config("spark.sql.session.timeZone", "UTC")
        cls.spark = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
        cls.spark.sparkContext.setLogLevel("ERROR")
        cls.folder = tempfile.TemporaryDirectory()
        cls.place = Path(cls.folder.name)
        cls.messages = pl.DataFrame(ebbtide.synth(44, seed=3, days=60)[0])
        # Spark writes instants and clocks on the wall by microseconds.
        cls.messages = cls.messages.with_columns(pl.col("local").cast(pl.Datetime("us")))
        cls.messages.write_parquet(cls.place / "messages.parquet")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        cls.folder.cleanup()

    def read(self):
        return self.spark.read.parquet(str(self.place / "messages.parquet"))

    def assert_same(self, rows, whole):
        rows = pl.DataFrame(rows.toArrow()).sort("conversation")
        self.assertTrue(whole.equals(rows.select(whole.columns), null_equal=True))

    def test_rows_are_those_of_polars_for_any_number_of_partitions(self):
        whole = ebbtide.polars.judge(self.messages)
        for partitions in (1, 3):
            out = str(self.place / f"judged-{partitions}")
            self.assert_same(ebbtide.spark.judge(self.read(), out, partitions=partitions), whole)

    def test_groups_give_the_same_rows(self):
        grouped = self.read().groupBy("conversation")
        rows = grouped.applyInArrow(ebbtide.spark.judging_group(), ebbtide.spark.SCHEMA)
        self.assert_same(rows, ebbtide.polars.judge(self.messages))

    def test_names_are_hidden_on_the_executors(self):
        out = str(self.place / "hidden")
        self.assert_same(
            ebbtide.spark.judge(self.read(), out, secret="s"), ebbtide.polars.judge(self.messages, secret="s")
        )

    def test_a_refused_answer_is_written_over(self):
        whole = ebbtide.spark.judging

        def losing(**given):
            judge_batches = whole(**given)

            def lose(batches):
                for batch in judge_batches(batches):
                    yield batch.slice(1)

            return lose

        out = str(self.place / "losing")
        with mock.patch("ebbtide.spark.judging", losing), self.assertRaises(ebbtide.NotConserved):
            ebbtide.spark.judge(self.read(), out, partitions=2)
        self.assertEqual(self.spark.read.schema(ebbtide.spark.SCHEMA).parquet(out).count(), 0)

    def test_a_lost_and_a_doubled_part_are_refused(self):
        whole = ebbtide.spark.judge(self.read(), str(self.place / "whole"))
        some = whole.filter("conversation < 'c0000005'")
        for told, rows in (("5 are lost", whole.exceptAll(some)), ("5 doubled", whole.unionAll(some))):
            with self.subTest(told), self.assertRaises(ebbtide.NotConserved) as caught:
                ebbtide.spark._hold(self.read(), rows, "conversation", None)
            self.assertIn(told, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
