"""How long an inventory of many sites takes to read, as a whole process.

python -m tests.bench.inventory [SITES]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench.start import RUNS, compare
from tests.command import COMMAND

if __name__ == "__main__":
    sites = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inventory.yaml"
        lines = [f"  - {{domain: site-{n}-exemple-fictif.fr, client: {{name: Client {n} SARL}}}}" for n in range(sites)]
        path.write_text("provider: Studio Pixel SARL\nsites:\n" + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"{sites} sites, median of {RUNS} runs")
        compare(
            "domaudit check --validate-only",
            [*COMMAND, "check", str(path), "--validate-only"],
            "python -c pass",
            [sys.executable, "-c", "pass"],
        )
