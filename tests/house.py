"""The files of the house: what is in the repository, and its Python as syntax trees."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


# Made, not written; only needed where git cannot say so (an unpacked archive).
MADE = {".git", ".venv", "instance", "node_modules", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the repository: tracked, or new and not ignored."""
    # A checkout that belongs to another account, as in a container, is still ours to read.
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    paths: Iterable[Path] = ROOT.rglob("*")
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
        paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file() and not _made(path.relative_to(ROOT))))


def _made(path: Path) -> bool:
    return bool(MADE & set(path.parts)) or any(part.endswith("_cache") for part in path.parts)


def python(*folders: str) -> Iterator[Path]:
    """Yield the Python files below these folders of the repository (all of them without arguments)."""
    for path in files():
        inside = not folders or path.relative_to(ROOT).parts[0] in folders
        if path.suffix == ".py" and inside:
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """Return the file as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Yield every function and method of the file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def lines(node: Function) -> int:
    """Return how many lines the function takes, decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def named(path: Path, line: int = 0) -> str:
    """Return the file (and line) as people write it."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))
