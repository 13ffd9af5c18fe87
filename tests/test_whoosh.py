"""What is imported of Whoosh, imported quietly."""

import os
import subprocess
import sys
from pathlib import Path


def test_whoosh_warns_of_nothing_where_it_is_compiled_for_the_first_time(tmp_path: Path) -> None:
    """As in a fresh environment, or one that cannot be written to."""
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    # The packages that take long to compile are none that is asked about.
    code = (
        "import sys, numpy, pydantic, rapidfuzz, markdown_it, filelock;"
        f"sys.pycache_prefix = {str(tmp_path)!r}; import kb.engines.embedded.codec.codec"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_all_of_whoosh_comes_through_one_module(repository: Path) -> None:
    importing = {
        path.relative_to(repository / "kb").as_posix()
        for path in (repository / "kb").rglob("*.py")
        if "from whoosh" in path.read_text(encoding="utf-8")
    }
    assert importing == {"engines/embedded/codec/whoosh.py"}
