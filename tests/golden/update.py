"""Write the expected JSON of every golden page: ``python -m tests.golden.update``."""

from __future__ import annotations

import json

from tests.golden import pages, read


def main() -> None:
    """Rewrite what changed."""
    for path in pages():
        text = json.dumps(read(path), ensure_ascii=False, indent=2) + "\n"
        target = path.with_suffix(".json")
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
