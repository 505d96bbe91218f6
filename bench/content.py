"""How long loading and checking the content takes, learning from it, and starting a talk.

    python bench/content.py [--times N] [--json]

``--times N`` also loads the content copied N times under other names.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tabulate import tabulate

from bot.content_files import content_or_fault, folders, texts
from bot.core.loading import load
from bot.learned import reader

GOALS = {"load and check": 1.0, "learn": 10.0, "talk ready": 2.0}  # seconds, promised in the issue


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parsed = parser.parse_args()
    files = texts(folders())
    seconds = {"load and check": _timed(lambda: content_or_fault(files))}
    if parsed.times > 1:
        many = _copied(files, parsed.times)
        seconds[f"load and check, {len(many)} files"] = _timed(lambda: load(many))
    content = content_or_fault(files)
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        seconds["learn"] = _timed(lambda: reader(content, models))
        seconds["talk ready"] = min(_talk_ready(Path(folder)) for _ in range(3))
    if parsed.json:
        print(json.dumps({"files": len(files), "seconds": seconds}))
        return
    rows = [(name, f"{value:.2f}", GOALS.get(name, "")) for name, value in seconds.items()]
    print(tabulate(rows, headers=(f"{len(files)} files", "seconds", "at most")))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _talk_ready(folder: Path) -> float:
    """Seconds from the command until its first reply stands there, once trained."""
    command = [sys.executable, "-m", "bot", "chat", "--json"]
    began = time.perf_counter()
    subprocess.run(
        command,
        input='{"text": "hei"}\n',
        text=True,
        check=True,
        capture_output=True,
        env=_environment(folder),
    )
    return time.perf_counter() - began


def _environment(folder: Path) -> dict[str, str]:
    import os

    return {**os.environ, "STEG_DATA": str(folder), "PYTHONPATH": str(Path(__file__).parent.parent)}


def _copied(files: Mapping[str, str], times: int) -> dict[str, str]:
    """The files, and each but flows and acts again under other names."""
    many = dict(files)
    for path, text in files.items():
        where = Path(path)
        if where.parent.name not in ("methods", "actors", "instruments", "terms"):
            continue
        for number in range(1, times):
            name = f"{where.stem}-{number}"
            many[str(where.with_name(f"{name}.yaml"))] = re.sub(
                r"^id: .*$", f"id: {name}", text, count=1, flags=re.M
            )
    return many


if __name__ == "__main__":
    main()
