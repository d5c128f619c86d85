"""
datatrove as its examples show it: the four steps of its MinHash deduplication with the default `MinhashConfig`.

That is five words of the English tokenizer, 14 buckets of 8 hashes. One task does each step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rivals import environments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGES = ("datatrove[io]==0.10.1", "spacy==3.8.*", "tokenizers", "regex", "xxhash<4")

_PROGRAM = """
import gzip, json, os, sys
from glob import glob

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter

def run(folder, *steps):
    LocalPipelineExecutor(list(steps), tasks=1, logging_dir=f"{folder}/logs/{len(glob(folder + '/logs/*'))}").run()

def records(folder):
    for name in glob(f"{folder}/*.jsonl.gz"):
        with gzip.open(name, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)

def cluster_of(record):
    return record["metadata"].get("minhash_cluster_id", -1)

def pairs(folder, texts):
    os.makedirs(f"{folder}/input")
    with open(f"{folder}/input/texts.jsonl", "w") as file:
        file.writelines(json.dumps({"id": str(i), "text": text}) + "\\n" for i, text in enumerate(texts))
    buckets = MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets")
    run(folder, JsonlReader(f"{folder}/input"), MinhashDedupSignature(f"{folder}/signatures"))
    LocalPipelineExecutor([buckets], tasks=14, workers=1, logging_dir=f"{folder}/logs/buckets").run()
    run(folder, MinhashDedupCluster(f"{folder}/buckets", f"{folder}/clusters", save_cluster_id=True))
    dropped = JsonlWriter(f"{folder}/dropped")
    chosen = MinhashDedupFilter(f"{folder}/clusters", dropped, load_cluster_ids=True)
    run(folder, JsonlReader(f"{folder}/input"), chosen, JsonlWriter(f"{folder}/kept"))
    kept = {cluster_of(record): int(record["id"]) for record in records(f"{folder}/kept")}
    for record in records(f"{folder}/dropped"):
        yield kept.get(cluster_of(record), -1), int(record["id"])

if __name__ == "__main__":
    with open("sets.json") as file:
        sets = json.load(file)
    told = [sorted(pairs(f"set{number}", texts)) for number, texts in enumerate(sets)]
    with open("pairs.json", "w") as file:
        json.dump(told, file)
"""


def find_in_each(sets: Sequence[Sequence[str]]) -> list[list[environments.Pair]]:
    """
    Return the pairs (kept text, dropped text) of each set.
    """
    return environments.answers(environments.python_of("datatrove", PACKAGES), _PROGRAM, sets)


def find_duplicates(texts: Sequence[str]) -> Iterator[environments.Pair]:
    """
    Yield a pair (kept text, dropped text) for each text that datatrove's last step leaves out.
    """
    yield from find_in_each([texts])[0]
