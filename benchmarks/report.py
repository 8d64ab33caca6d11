"""What does the page of the five networks cost beside checking one of them?

Whole processes, in turn (check, compare, check, compare, ...) after a warm-up; what counts is the
median of the ratios within each turn. With Chromium and Playwright's Python package also how
long a browser takes to draw the page, from the start of loading to the last drawing.

```console
python benchmarks/report.py [--rounds 9]
```
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

_MOST_TIMES = 10
_MOST_BYTES = 6_000_000
_MOST_MILLISECONDS = 2000


def main() -> None:
    """Prints the ratio, the size of the page and how long it takes to draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html")
        check = ["check", "zoo:mobilenet_v1"]
        compare = ["compare", "-o", str(page)]
        _seconds(check), _seconds(compare)
        turns = [(_seconds(check), _seconds(compare)) for _ in range(rounds)]
        ratio = median(whole / one for one, whole in turns)
        print(
            f"check {median(one for one, _ in turns) * 1000:,.0f} ms, "
            f"compare {median(whole for _, whole in turns) * 1000:,.0f} ms, "
            f"compare / check {ratio:.2f}   {_verdict(ratio, _MOST_TIMES)}"
        )
        size = page.stat().st_size
        print(f"page {size:,} bytes   {_verdict(size, _MOST_BYTES)}")
        _draw(page, rounds)


def _seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "netlint", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - start
    if done.returncode > 1:  # 1: the gate did not pass, which is no failure of the benchmark
        raise SystemExit(f"netlint {' '.join(arguments)}: {done.stderr}")
    return taken


def _draw(page: Path, rounds: int) -> None:
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("drawing: needs chromium and playwright")
        return
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(rounds):
            tab = browser.new_page(viewport={"width": 1440, "height": 900})
            tab.goto(page.as_uri())
            tab.wait_for_selector("html[data-drawn=yes]", state="attached")
            mark = "performance.getEntriesByName('netlint-drawn')[0].startTime"
            times.append(float(tab.evaluate(mark)))
            tab.close()
        browser.close()
    print(f"drawn in {median(times):,.0f} ms   {_verdict(median(times), _MOST_MILLISECONDS)}")


def _verdict(figure: float, most: float) -> str:
    return f"target at most {most:,}  {'ok' if figure <= most else 'MISSED'}"


if __name__ == "__main__":
    main()
