"""
Sketches of datasketch: made in the kernel with the same bits, and turned into its objects and back.

Rule 1: bit for bit what datasketch 2 gives, and under its names: `num_perm`, `seed`, `scheme`, `hashvalues`.
Rule 2: a hash value carries no trace of what made it, so values travel with their seed and scheme, and never mix.
Rule 3: datasketch brings scipy, so only the functions that make its objects import it.
"""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import MEASURES, UNITS, Measure, Unit
from docnorm.errors import BadInput, BadProfile

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash, MinHashLSH

__all__ = ["Scheme", "Signatures", "from_minhash", "insert_many", "sign_many", "to_lean_minhash", "to_minhash"]

Scheme = Literal["affine32", "affine64", "legacy"]
HashValues: TypeAlias = NDArray[np.uint32] | NDArray[np.uint64]
Tokens = list[str | bytes]
Hashes: TypeAlias = NDArray[np.uint64]

_MERSENNE = (1 << 61) - 1
_MOST_PERMUTATIONS = 1 << 32  # datasketch's own limit
_SEEDS = 1 << 32  # those that numpy's generator takes
_BATCH = 1 << 17  # bytes of tokens or characters of texts, so that the kernel's memory is the same from batch to batch
_TOKEN = 8  # bytes of a token, as they go into a batch


@dataclass(frozen=True, slots=True, eq=False)
class Signatures:
    """
    The MinHash values of many items, one row each: those of datasketch's *scheme* with *seed*.
    """

    hashvalues: HashValues
    seed: int
    scheme: Scheme

    @property
    def num_perm(self) -> int:
        """
        The number of permutations.
        """
        return int(self.hashvalues.shape[1])

    def __len__(self) -> int:
        return len(self.hashvalues)


def sign_many(
    items: Iterable[str | Iterable[str | bytes]],
    num_perm: int = 128,
    seed: int = 1,
    scheme: Scheme = "affine32",
    *,
    unit: Unit = "block",
) -> Signatures:
    """
    Return the signature of each item: the `hashvalues` that `MinHash.bulk` gives for the same tokens.

    An item is a list (or another iterable) of tokens, which are bytes or texts in UTF-8, hashed with SHA-1 as
    datasketch does if nothing else is said; or all items are texts, and their tokens are the shingles that docnorm
    itself compares, those of a block (of its first measure, where it's compared in two) or, with *unit* `document`, of
    a document. Signatures of texts are like each other, never like signatures of tokens: datasketch can't tell them
    apart, so keep them apart.

    >>> from datasketch import MinHash
    >>> tokens = [[b"over", b"the", b"lazy", b"dog"], []]
    >>> bulk = MinHash.bulk(tokens, num_perm=4)
    >>> sign_many(tokens, num_perm=4).hashvalues.tolist() == [one.hashvalues.tolist() for one in bulk]
    True
    >>> sign_many(["The lazy dog", "“The lazy dog”"], num_perm=2).hashvalues.tolist()
    [[466827885, 905613452], [466827885, 905613452]]
    """
    _check_options(num_perm, seed, scheme, unit)
    batch = _checked(items)
    permutations = _permutations(num_perm, seed, scheme)
    values = np.empty((len(batch), num_perm), dtype=permutations.dtype)
    done = 0
    for part in _batches(batch):
        shingles, offsets = _shingles(part, scheme, unit, done)
        values[done : done + len(part)] = _signed(shingles, offsets, scheme, permutations)
        done += len(part)
    return Signatures(values, seed, scheme)


def to_minhash(signatures: Signatures) -> list[MinHash]:
    """
    Return a `datasketch.MinHash` of each signature.

    They share their permutations, as those of `MinHash.bulk` do, and can be updated with further tokens, if they were
    made of tokens.

    >>> sketch = to_minhash(sign_many([["a", "b"]]))[0]
    >>> sketch.update(b"c")
    >>> sketch == to_minhash(sign_many([["a", "b", "c"]]))[0]
    True
    """
    from datasketch import MinHash

    blank = MinHash(num_perm=signatures.num_perm, seed=signatures.seed, scheme=signatures.scheme)
    sketches = []
    for row in signatures.hashvalues:
        sketch = copy.copy(blank)
        sketch.hashvalues = row.copy()
        sketches.append(sketch)
    return sketches


def to_lean_minhash(signatures: Signatures) -> list[LeanMinHash]:
    """
    Return a `datasketch.LeanMinHash` of each signature: the form that datasketch stores.
    """
    from datasketch import LeanMinHash

    about = {"seed": signatures.seed, "scheme": signatures.scheme}
    return [LeanMinHash(hashvalues=row, **about) for row in signatures.hashvalues]


def from_minhash(sketches: Iterable[MinHash]) -> Signatures:
    """
    Return the signatures of *sketches*, each a `MinHash` or a `LeanMinHash`, all of one seed, scheme and length.

    >>> signatures = sign_many([["a", "b"], ["b", "c"]], seed=7, scheme="legacy")
    >>> back = from_minhash(to_lean_minhash(signatures))
    >>> (back.hashvalues == signatures.hashvalues).all(), back.seed, back.scheme
    (np.True_, 7, 'legacy')
    """
    from datasketch import MinHash

    given = list(sketches)
    if not given:
        raise BadInput("there are none", "sketches", "give at least one, because a seed and a scheme are read from it")
    for number, sketch in enumerate(given):
        if not isinstance(sketch, MinHash):
            remedy = "give a MinHash or a LeanMinHash of datasketch"
            raise BadInput(f"it's {type(sketch).__name__}", f"sketch {number}", remedy)
        if _kind(sketch) != _kind(given[0]):
            remedy = "give only sketches that can be compared with each other"
            raise BadInput(f"it's {_kind(sketch)}, but sketch 0 is {_kind(given[0])}", f"sketch {number}", remedy)
    first = given[0]
    return Signatures(np.stack([sketch.hashvalues for sketch in given]), first.seed, first.scheme)


def insert_many(lsh: MinHashLSH, keys: Iterable[Hashable], signatures: Signatures) -> None:
    """
    Insert each signature under its key into *lsh*, a `MinHashLSH`, as its `insert` would do one by one.

    The buckets are those that datasketch makes, so that queries and later insertions may come from either side.
    Nothing is inserted if a key is there already, or if the signatures don't fit.

    >>> from datasketch import MinHash, MinHashLSH
    >>> lsh = MinHashLSH(threshold=0.5, num_perm=128)
    >>> insert_many(lsh, ["one", "two"], sign_many([["a", "b", "c", "d"], ["x", "y", "z"]]))
    >>> query = MinHash(num_perm=128)
    >>> query.update_batch([b"a", b"b", b"c", b"d"])
    >>> lsh.query(query)
    ['one']
    """
    names = list(keys)
    _check_fit(lsh, names, signatures)
    if not names:
        return
    # The first one goes the usual way, which also tells the index its scheme.
    first = Signatures(signatures.hashvalues[:1], signatures.seed, signatures.scheme)
    try:
        lsh.insert(names[0], to_lean_minhash(first)[0])
    except (ValueError, TypeError) as error:
        raise BadInput(f"datasketch refused the first of them ({error})", "signatures", "use another index") from None
    with lsh.insertion_session():
        for key, buckets in zip(names[1:], _buckets(lsh, signatures.hashvalues[1:]), strict=True):
            stored = pickle.dumps(key) if lsh.prepickle else key
            lsh.keys.insert(stored, *buckets, buffer=True)
            for bucket, table in zip(buckets, lsh.hashtables, strict=True):
                table.insert(bucket, stored, buffer=True)


def _check_options(num_perm: object, seed: object, scheme: object, unit: object) -> None:
    for option, number, least, limit in (("num_perm", num_perm, 1, _MOST_PERMUTATIONS + 1), ("seed", seed, 0, _SEEDS)):
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number < limit:
            raise BadProfile(f"it's {number!r}", option, f"give a whole number from {least} to {limit - 1}")
    for option, choice, choices in (("scheme", scheme, get_args(Scheme)), ("unit", unit, tuple(UNITS))):
        if choice not in choices:
            raise BadProfile(f"'{choice}' is not a choice", option, "choose among " + ", ".join(choices))


def _checked(items: object) -> list[str] | list[Tokens]:
    if isinstance(items, str | bytes) or not isinstance(items, Iterable):
        raise BadInput(f"it's {type(items).__name__}", "items", "give a list of texts, or a list of lists of tokens")
    given = list(items)
    usual = str if given and isinstance(given[0], str) else list
    for number, item in enumerate(given):
        if type(item) is not usual:
            _check_item(number, item, given[0])
    if usual is str:
        return given
    return [item if type(item) is list else list(item) for item in given]


def _check_item(number: int, item: object, first: object) -> None:
    where = f"item {number}"
    if isinstance(item, str) != isinstance(first, str):
        what = f"it's {type(item).__name__}, and item 0 is {type(first).__name__}"
        raise BadInput(what, where, "give either texts or lists of tokens, for they can't be compared")
    if isinstance(item, bytes | bytearray | memoryview) or not isinstance(item, Iterable):
        raise BadInput(f"it's {type(item).__name__}", where, "give a text (str), or a list of tokens")


def _check_fit(lsh: MinHashLSH, keys: Sequence[Hashable], signatures: Signatures) -> None:
    if len(keys) != len(signatures):
        what = f"there are {len(keys)}, and {len(signatures)} signatures"
        raise BadInput(what, "keys", "give one key for each signature")
    if lsh.h != signatures.num_perm:
        what = f"they have {signatures.num_perm} permutations, and the index takes {lsh.h}"
        raise BadInput(what, "signatures", f"make them with num_perm={lsh.h}")
    seen: set[Hashable] = set()
    for key in keys:
        if key in seen or key in lsh:
            where = "is in the index already" if key in lsh else "is given twice"
            raise BadInput(f"{key!r} {where}", "keys", "give each signature a key of its own")
        seen.add(key)


def _kind(sketch: MinHash) -> str:
    return f"{sketch.scheme} with seed {sketch.seed} and {len(sketch)} permutations"


def _batches(items: list[str] | list[Tokens]) -> Iterator[list[str] | list[Tokens]]:
    first = size = 0
    for number, item in enumerate(items):
        size += len(item) if isinstance(item, str) else _TOKEN * len(item)
        if size >= _BATCH or number + 1 == len(items):
            yield items[first : number + 1]
            first, size = number + 1, 0


def _shingles(part: list[str] | list[Tokens], scheme: Scheme, unit: Unit, first: int) -> tuple[bytes, bytes]:
    try:
        return _of_texts(part, unit) if isinstance(part[0], str) else _of_tokens(part, scheme)
    except (TypeError, UnicodeEncodeError):
        raise _complaint(part, first) from None


def _of_texts(texts: Sequence[object], unit: Unit) -> tuple[bytes, bytes]:
    batch = cast("list[str]", texts)
    spans = np.zeros((len(batch), 3), dtype="<u8")
    spans[:, 0] = np.arange(len(batch))
    spans[:, 2] = [len(text) for text in batch]
    made = [_in_measure(batch, spans.tobytes(), measure) for measure in UNITS[unit]]
    return _first_of(*made[0], *made[-1])


def _in_measure(texts: list[str], spans: bytes, measure: Measure) -> tuple[Hashes, Hashes]:
    _, *columns = kernel.sketch(texts, spans, bytes([MEASURES[measure]]) * len(texts))
    shingles, offsets = (np.frombuffer(column, dtype="<u8") for column in columns)
    return shingles, offsets


def _first_of(ones: Hashes, ends: Hashes, others: Hashes, other_ends: Hashes) -> tuple[bytes, bytes]:
    # CSR: of each text the shingles of the first measure, or, if it has none of those, of the other one.
    sizes, other_sizes = np.diff(ends.astype(np.int64)), np.diff(other_ends.astype(np.int64))
    starts = np.where(sizes > 0, ends[:-1].astype(np.int64), len(ones) + other_ends[:-1].astype(np.int64))
    lengths = np.where(sizes > 0, sizes, other_sizes)
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    places = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - starts, lengths)
    return np.concatenate([ones, others])[places].tobytes(), offsets.astype("<u8").tobytes()


def _of_tokens(sets: Sequence[object], scheme: Scheme) -> tuple[bytes, bytes]:
    # The kernel looks for 32 bits in the upper half of a shingle, and datasketch in the lower half of a SHA-1.
    hashes, offsets = kernel.token_hashes(cast("list[Tokens]", sets))
    return (hashes if scheme == "affine64" else (np.frombuffer(hashes, "<u8") << 32).tobytes()), offsets


def _complaint(part: list[str] | list[Tokens], first: int) -> BadInput:
    wrong = [(place, token) for place, token in _places(part, first) if not _is_token(token)]
    place, token = wrong[0]
    if isinstance(token, str):
        return BadInput("it has a lone surrogate", place, "normalize it first")
    return BadInput(f"it's {type(token).__name__}", place, "give bytes, or str, which is encoded in UTF-8")


def _places(part: list[str] | list[Tokens], first: int) -> Iterator[tuple[str, object]]:
    for number, item in enumerate(part, first):
        if isinstance(item, str):
            yield f"item {number}", item
        else:
            yield from ((f"token {place} of item {number}", token) for place, token in enumerate(item))


def _is_token(token: object) -> bool:
    return isinstance(token, bytes) or (isinstance(token, str) and not re.search("[\ud800-\udfff]", token))


def _signed(shingles: bytes, offsets: bytes, scheme: Scheme, permutations: HashValues) -> HashValues:
    sign = {
        "affine32": kernel.signatures,
        "affine64": kernel.affine64_signatures,
        "legacy": kernel.legacy_signatures,
    }[scheme]
    dtype = permutations.dtype.newbyteorder("<")
    multipliers, increments = permutations.astype(dtype)
    signed = sign(shingles, offsets, multipliers.tobytes(), increments.tobytes())
    return cast("HashValues", np.frombuffer(signed, dtype=dtype).reshape(-1, permutations.shape[1]))


def _permutations(num_perm: int, seed: int, scheme: Scheme) -> HashValues:
    # The very calls that datasketch makes of numpy's generator, whose stream numpy has promised not to change (NEP 19).
    generator = np.random.RandomState(seed)
    if scheme == "legacy":
        lows = [low for _ in range(num_perm) for low in (1, 0)]
        drawn = [generator.randint(low, _MERSENNE, dtype=np.uint64) for low in lows]
        return cast("NDArray[np.uint64]", np.array(drawn, dtype=np.uint64).reshape(-1, 2).T)
    dtype, width = (np.uint32, 32) if scheme == "affine32" else (np.uint64, 64)
    multipliers = generator.randint(0, 1 << (width - 1), num_perm, dtype=dtype) * dtype(2) + dtype(1)
    return cast("HashValues", np.array([multipliers, generator.randint(0, 1 << width, num_perm, dtype=dtype)]))


def _buckets(lsh: MinHashLSH, hashvalues: HashValues) -> Iterator[list[bytes]]:
    # The name of a bucket is the bytes of the values of its band, swapped.
    length, width = lsh.b * lsh.r * hashvalues.itemsize, lsh.r * hashvalues.itemsize
    swapped = hashvalues[:, : lsh.b * lsh.r].byteswap().tobytes()
    for start in range(0, len(swapped), length):
        names = [swapped[at : at + width] for at in range(start, start + length, width)]
        yield [lsh.hashfunc(name) for name in names] if lsh.hashfunc else names
