"""Which pages an ingest rejected and why, a JSON line each, for whoever wants to look into the counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawlers.records import LandedPage
from flows.errors import Configuration
from flows.ingest import Told, unheard
from flows.model import Rejection


@contextmanager
def rejection_log(path: str | None) -> Iterator[Told]:
    """Append lines of reason, url, detail, segment and offset to ``path`` during the block; nothing for ``None``.

    Raises :class:`~flows.errors.Configuration` when the file cannot be written.
    """
    if path is None:
        yield unheard
        return
    try:
        file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115 - closed below, but opening has an error of its own
    except OSError as error:
        raise Configuration(
            f"{path} cannot be written: {error.strerror}", remedy="Name another --rejections file."
        ) from None
    with file:

        def write(rejection: Rejection, page: LandedPage) -> None:
            row = {**rejection.to_json(), "segment": page.warc, "offset": page.offset}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

        yield write
