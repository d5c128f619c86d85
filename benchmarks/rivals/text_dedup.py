"""
text-dedup 0.4.1 as its README shows it: the program `text_dedup.minhash` with the README's config.toml.

That is 240 permutations, a threshold of 0.7, five words, and a check of false positives. (Without the check, which is
the default of the config's class, this version writes no copy at all of what it clusters.) What is read is a JSON file
and not Parquet, and one process works. A text of fewer than five words is left out of its output, whatever it says;
where all texts are, it ends with an error, so that it isn't asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rivals import environments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGES = ("text-dedup==0.4.1",)

_PROGRAM = '''
import json, os, pickle
from pathlib import Path

os.environ["HF_HOME"] = str(Path("cache").resolve())
os.environ["HF_HUB_OFFLINE"] = "1"
import multiprocess
from datasets import load_from_disk
from text_dedup.config.base import load_config_from_toml
from text_dedup.minhash import main

CONFIG = """
[input]
input_type = "local_files"
file_type = "json"

[input.read_arguments]
path = "json"
data_files = "texts{number}.json"
split = "train"

[algorithm]
algorithm_name = "minhash"
text_column = "text"
seed = 42
batch_size = 10000
num_perm = 240
threshold = 0.7
false_positive_weight = 0.5
false_negative_weight = 0.5
hash_bits = 64
ngram_size = 5
check_false_positive = true
num_proc = 1

[output]
output_dir = "output{number}"
clean_cache = false
save_clusters = true

[debug]
enable_profiling = false
"""

def pairs(number, texts):
    with open(f"texts{number}.json", "w") as file:
        file.writelines(json.dumps({"text": text}) + "\\n" for text in texts)
    Path("config.toml").write_text(CONFIG.replace("{number}", str(number)))
    config = load_config_from_toml(Path("config.toml"))
    if not any(map(config.algorithm.get_filtering_func(), texts)):
        return
    main(config)
    kept = set(load_from_disk(f"output{number}")["__INDEX__"])
    with open(f"output{number}/clusters.pickle", "rb") as file:
        clusters = pickle.load(file)
    for i in range(len(texts)):
        if i not in kept:
            yield (clusters[i] if clusters.get(i) in kept else -1), i

if __name__ == "__main__":
    multiprocess.set_start_method("fork", force=True)
    with open("sets.json") as file:
        sets = json.load(file)
    told = [list(pairs(number, texts)) for number, texts in enumerate(sets)]
    with open("pairs.json", "w") as file:
        json.dump(told, file)
'''


def find_in_each(sets: Sequence[Sequence[str]]) -> list[list[environments.Pair]]:
    """
    Return the pairs (kept text, dropped text) of each set; the kept one is `NOWHERE` where a text just went.
    """
    return environments.answers(environments.python_of("text-dedup", PACKAGES, (3, 12)), _PROGRAM, sets)


def find_duplicates(texts: Sequence[str]) -> Iterator[environments.Pair]:
    """
    Yield a pair (kept text, dropped text) for each text that isn't in the output of text-dedup.
    """
    yield from find_in_each([texts])[0]
