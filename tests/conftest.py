"""
What many tests need: the seeds, and an output folder made of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

import docnorm

# The same examples in every run, so that a failure is the change's; `make soak` looks for new ones. No clock decides.
settings.register_profile("docnorm", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=3000)
settings.load_profile("docnorm")

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seeds() -> Path:
    """
    The folder of the seed documents.
    """
    return SEEDS


@pytest.fixture(scope="session")
def article(seeds: Path) -> docnorm.Result:
    """
    The result for the seed article alone.
    """
    return docnorm.canonicalize(
        [docnorm.Source("article.txt", (seeds / "000_bdcf3a900439a14d.txt").read_bytes(), kind="file")]
    )


@pytest.fixture
def output(seeds: Path, tmp_path: Path) -> Path:
    """
    An output folder of all seeds.
    """
    docnorm.canonicalize(docnorm.read([seeds]).sources).write(tmp_path / "out")
    return tmp_path / "out"
