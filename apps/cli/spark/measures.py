"""Measures a network that `fanxing network export` wrote, on Spark 3.4 or later:

    spark-submit measures.py FOLDER [lcc] [communities] [components] [pagerank]

writes FOLDER/results/MEASURE as Parquet, a row for each vertex with the columns `id` and `value`; communities also have the labels
after every earlier iteration, `after_1` and so on. `fanxing network import` checks them. FOLDER may be anything that Spark reads.

The measures are those of LDBC Graphalytics. GraphFrames' functions of the same names are not: its label propagation leaves ties to
chance, its PageRank gives nothing away from vertices that lead nowhere. So this needs Spark alone.
"""

import json
import sys

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

EDGES = "edge/account_pays_account/ordered_by_source/adj_list"
VERTICES = "vertex/account/id"


def main(folder, *measures):
    spark = SparkSession.builder.appName("network measures").getOrCreate()
    manifest = json.loads(spark.read.text(f"{folder}/manifest.json", wholetext=True).first()[0])
    network = Network(spark, folder, manifest)
    for name in measures or ("lcc", "communities", "components", "pagerank"):
        MEASURES[name](network, manifest).write.mode("overwrite").parquet(f"{folder}/results/{name}")


class Network:
    def __init__(self, spark, folder, manifest):
        self.directed = manifest["directed"]
        self.count = manifest["vertices"]
        ids = spark.createDataFrame([], "id long")
        arcs = spark.createDataFrame([], "src long, dst long")
        if manifest["vertices"] > 0:
            ids = spark.read.parquet(f"{folder}/{VERTICES}").select("id")
        if manifest["edges"] > 0:
            read = spark.read.option("recursiveFileLookup", "true").parquet(f"{folder}/{EDGES}")
            arcs = read.select(F.col("_graphArSrcIndex").alias("src"), F.col("_graphArDstIndex").alias("dst"))
        self.ids = ids.cache()
        # Each edge once, no self-loops: the export sees to that.
        self.edges = arcs.cache()

    def both_ways(self) -> DataFrame:
        """Every edge from each of its ends; one that leads each way is there twice."""
        turned = self.edges.select(F.col("dst").alias("src"), F.col("src").alias("dst"))
        return self.edges.unionByName(turned)

    def arcs(self) -> DataFrame:
        return self.edges if self.directed else self.both_ways()


def lcc(network, manifest):
    """Of the ordered pairs of a vertex's neighbours the share that has an arc. Triangles are found once each, at their lowest degree."""
    pairs = (
        network.edges.select(F.least("src", "dst").alias("a"), F.greatest("src", "dst").alias("b"))
        .groupBy("a", "b")
        .agg(F.count("*").alias("arcs"))
    )
    if not network.directed:
        pairs = pairs.withColumn("arcs", F.lit(2))
    ends = pairs.select(F.col("a").alias("id")).unionAll(pairs.select(F.col("b").alias("id")))
    degrees = ends.groupBy("id").agg(F.count("*").alias("degree")).cache()
    low, high = degrees.toDF("a", "degree_a"), degrees.toDF("b", "degree_b")
    ranked = pairs.join(low, "a").join(high, "b")
    a_is_lower = (F.col("degree_a") < F.col("degree_b")) | (
        (F.col("degree_a") == F.col("degree_b")) & (F.col("a") < F.col("b"))
    )
    up = ranked.select(
        F.when(a_is_lower, F.col("a")).otherwise(F.col("b")).alias("low"),
        F.when(a_is_lower, F.col("b")).otherwise(F.col("a")).alias("high"),
        "arcs",
    ).cache()
    one = up.toDF("x", "y", "arcs_xy")
    other = up.toDF("x", "z", "arcs_xz")
    closing = up.toDF("y", "z", "arcs_yz")
    triangles = one.join(other, "x").where("y != z").join(closing, ["y", "z"])
    closed = (
        triangles.select(F.col("x").alias("id"), F.col("arcs_yz").alias("arcs"))
        .unionAll(triangles.select("y", "arcs_xz"))
        .unionAll(triangles.select("z", "arcs_xy"))
        .groupBy("id")
        .agg(F.sum("arcs").alias("closed"))
    )
    share = F.col("closed") / (F.col("degree") * (F.col("degree") - 1))
    found = network.ids.join(degrees, "id", "left").join(closed, "id", "left")
    return found.select("id", F.coalesce(share, F.lit(0.0)).alias("value"))


def communities(network, manifest):
    """Synchronous label propagation: the label that most arcs bring, the smallest of those; who hears nobody keeps the own."""
    iterations = manifest["communities"]["iterations"]
    arcs = network.both_ways().cache()
    labels = network.ids.withColumn("value", F.col("id"))
    history = network.ids
    for iteration in range(1, iterations + 1):
        heard = arcs.join(labels, arcs.src == labels.id).groupBy("dst", "value").agg(F.count("*").alias("arcs"))
        # The greatest pair of (arcs, −label) is the commonest label, and of these the smallest.
        best = heard.groupBy("dst").agg(F.max(F.struct("arcs", (-F.col("value")).alias("turned"))).alias("best"))
        heard_most = best.select(F.col("dst").alias("id"), (-F.col("best.turned")).alias("new"))
        labels = (
            labels.join(heard_most, "id", "left")
            .select("id", F.coalesce("new", "value").alias("value"))
            .localCheckpoint()
        )
        name = "value" if iteration == iterations else f"after_{iteration}"
        history = history.join(labels.withColumnRenamed("value", name), "id").localCheckpoint()
    return history


def components(network, manifest):
    """The smallest id that can be reached, whichever way arcs lead: the smallest of the neighbours', then that one's own, until none
    changes."""
    arcs = network.both_ways().cache()
    labels = network.ids.withColumn("value", F.col("id"))
    while True:
        near = arcs.join(labels, arcs.src == labels.id).groupBy("dst").agg(F.min("value").alias("near"))
        lower = labels.join(near, labels.id == near.dst, "left").select(
            "id", "value", F.least("value", F.coalesce("near", "value")).alias("lower")
        )
        roots = lower.select(F.col("id").alias("root"), F.col("lower").alias("lowest"))
        jumped = lower.join(roots, lower.lower == roots.root).select("id", "value", "lowest").localCheckpoint()
        changed = jumped.where("value != lowest").limit(1).count()
        labels = jumped.select("id", F.col("lowest").alias("value"))
        if changed == 0:
            return labels


def pagerank(network, manifest):
    """Begins with 1 / n each; who leads nowhere gives to everybody; ends when an iteration moves less than the tolerance altogether."""
    damping, tolerance = manifest["pagerank"]["damping"], manifest["pagerank"]["tolerance"]
    arcs = network.arcs().cache()
    given = arcs.groupBy("src").agg(F.count("*").alias("given")).withColumnRenamed("src", "id")
    ranks = network.ids.join(given, "id", "left").withColumn("value", F.lit(1.0 / max(1, network.count)))
    ranks = ranks.localCheckpoint()
    moved = float("inf") if network.count > 0 else 0.0
    while moved > tolerance:
        nowhere = ranks.where("given is null").agg(F.coalesce(F.sum("value"), F.lit(0.0))).first()[0]
        shares = ranks.where("given is not null").select("id", (F.col("value") / F.col("given")).alias("share"))
        drawn = arcs.join(shares, arcs.src == shares.id).groupBy("dst").agg(F.sum("share").alias("drawn"))
        value = (1 - damping + damping * nowhere) / network.count + damping * F.coalesce("drawn", F.lit(0.0))
        after = ranks.join(drawn, ranks.id == drawn.dst, "left").select(
            "id", "given", value.alias("value"), F.abs(value - F.col("value")).alias("moved")
        )
        after = after.localCheckpoint()
        moved = after.agg(F.sum("moved")).first()[0]
        ranks = after.drop("moved")
    return ranks.select("id", "value")


MEASURES = {"lcc": lcc, "communities": communities, "components": components, "pagerank": pagerank}

if __name__ == "__main__":
    if len(sys.argv) < 2 or any(name not in MEASURES for name in sys.argv[2:]):
        sys.exit(f"usage: spark-submit measures.py FOLDER [{'] ['.join(MEASURES)}]")
    main(*sys.argv[1:])
