"""Charts: seconds of the first picture in a process, of the next ones, and memory.

In: the reports of tests/chart_worlds.py. Run: `python benchmarks/charts.py`.
Out: a table. There is no peer: nothing else here draws the same specs.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.adapters.chart_drawing import png, svg, vega  # noqa: E402
from readiness.stages.report.charts import launch_charts  # noqa: E402
from tests.chart_worlds import world  # noqa: E402


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def megabytes() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def main() -> None:
    many = world("many")
    print(f"specs of 10,000 reps    {1000 * seconds(lambda: launch_charts(many)):8.0f} ms")
    charts = launch_charts(world("full"))
    before = megabytes()
    print(f"first picture           {1000 * seconds(lambda: svg(charts[0].spec)):8.0f} ms")
    drawn = [seconds(lambda c=chart: svg({**c.spec, "height": 301})) for chart in charts]
    print(f"the next, median of {len(drawn):2}  {1000 * statistics.median(drawn):8.0f} ms, slowest {1000 * max(drawn):.0f} ms")
    print(f"as a PNG 1,200 wide     {1000 * seconds(lambda: png(charts[0].spec, 1200)):8.0f} ms")
    print(f"compiled for Vega       {1000 * seconds(lambda: vega(charts[0].spec)):8.0f} ms")
    after = megabytes()
    for n in range(100):
        svg({**charts[0].spec, "height": 300 + n})
    print(f"memory                  {before:8.0f} MB before, {after:.0f} MB after, {megabytes():.0f} MB after 100 more")


if __name__ == "__main__":
    main()
