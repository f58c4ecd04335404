"""Accuracy of reading dates as people write them: yearless, relative, localised, at three times of fetch.

``python -m benchmarks.dates`` needs no data. The answers do not come from the reader's tables: names of months and
weekdays and the order of day and month come from CLDR by way of babel, what people print for "3 hours ago" from
``datecases/relative.toml``, other calendars and single forms from ``datecases/special.toml``, both written by hand.
A figure under its floor in floors.toml ends with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from babel.dates import format_date, format_skeleton

from benchmarks.metrics import floors
from flows.extract.datetext import clock, parse

HERE = Path(__file__).parent
FETCHED = tuple(
    datetime.fromisoformat(t).replace(tzinfo=UTC) for t in ("2026-03-10T12:00", "2026-01-02T08:30", "2024-12-31T17:10")
)
"""A day in spring, the second of January (yearless days of December are of the year before), the last day of a year."""

DAYS = (
    date(2023, 12, 30),
    date(2023, 2, 3),
    date(2023, 5, 14),
    date(2023, 7, 22),
    date(2023, 9, 8),
    date(2023, 11, 19),
)
"""Days of which each language gets some, so that all forms meet every part of the year."""

SKELETONS = {"yearless short": "MMMd", "yearless long": "MMMMd", "year": "yMMMd", "year long": "yMMMMd"}
COUNTS = {"hours": (3, 7), "days": (2, 5), "minutes": (12, 45), "weeks": (2, 3)}
_DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}
_LOCALES = {"zh": "zh_Hans", "pt": "pt_PT", "en": "en_US", "sr": "sr_Cyrl"}


@dataclass(frozen=True, slots=True)
class Case:
    """A string, the time it was fetched, and the right answer; ``exact`` when the minute counts, not the day alone."""

    language: str
    kind: str
    text: str
    at: datetime
    wanted: datetime | None
    exact: bool = False
    region: str = ""
    alone: bool = False


def cases() -> list[Case]:
    """Every string at every time of fetch."""
    return [*_absolute(), *_relative(), *_special()]


def _table(name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads((HERE / "datecases" / name).read_text("utf-8"))
    return found


def _absolute() -> Iterator[Case]:
    for number, language in enumerate(_table("relative.toml")):
        locale = _LOCALES.get(language, language)
        for step in range(3):
            day = DAYS[(number + step * 2) % len(DAYS)] + timedelta(days=number % 7)
            shown = day if step == 0 else day.replace(year=2022)
            texts = {kind: format_skeleton(form, shown, locale=locale) for kind, form in SKELETONS.items()}
            if not any(map(str.isalpha, texts["yearless short"])):
                # Two bare numbers ("8/02") in three languages: a score as well as a day, and left unread.
                texts["yearless short"] = texts["yearless long"]
            texts["weekday"] = format_date(shown, "full", locale=locale)
            texts["numeric"] = format_skeleton("yMd", shown, locale=locale)
            texts["year and clock"] = f"{texts['year']} 14:05"
            for kind, text in texts.items():
                printed = _as_printed(text, language, shown.year)
                for at in FETCHED:
                    wanted = _last(shown, at) if kind.startswith("yearless") else _moment(shown)
                    if kind.endswith("clock"):
                        wanted += timedelta(hours=14, minutes=5)
                    region = {"en": "US"}.get(language, "")
                    yield Case(language, kind, printed, at, wanted, kind.endswith("clock"), region)


def _as_printed(text: str, language: str, year: int) -> str:
    if language == "th":
        text = text.replace(str(year), str(year + 543))
    return text.translate({ord(str(n)): c for n, c in enumerate(_DIGITS.get(language, "0123456789"))})


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _last(day: date, at: datetime) -> datetime:
    """The latest year in which the day had come by the time of fetch, counted here on its own."""
    passed = (day.month, day.day) <= (at.month, at.day)
    tomorrow = (at + timedelta(days=1)).date()
    year = at.year if passed or (day.month, day.day) == (tomorrow.month, tomorrow.day) else at.year - 1
    return _moment(day.replace(year=tomorrow.year if (day.month, day.day) == (tomorrow.month, tomorrow.day) else year))


def _relative() -> Iterator[Case]:
    units = {"hours": "hours", "days": "days", "minutes": "minutes", "weeks": "weeks"}
    for language, forms in _table("relative.toml").items():
        for at in FETCHED:
            for kind, form in forms.items():
                if kind in units:
                    for count in COUNTS[kind]:
                        wanted = at - timedelta(**{units[kind]: count})
                        yield Case(language, kind, form.format(n=count), at, wanted, kind in ("hours", "minutes"))
                elif kind == "one_hour":
                    yield Case(language, kind, form, at, at - timedelta(hours=1), exact=True)
                elif kind == "yesterday":
                    yield Case(language, kind, form, at, at - timedelta(days=1))
                    yesterday = datetime(at.year, at.month, at.day, 21, 35, tzinfo=UTC) - timedelta(days=1)
                    yield Case(language, kind, f"{form} 21:35", at, yesterday, exact=True)
                else:
                    yield Case(language, kind, form.format(t="07:20"), at, at.replace(hour=7, minute=20), exact=True)


def _special() -> Iterator[Case]:
    listed: list[dict[str, str]] = tomllib.loads((HERE / "datecases" / "special.toml").read_text("utf-8"))["case"]
    for row in listed:
        answer = row.get("day") or row.get("moment") or row.get("clock") or ""
        wanted = datetime.fromisoformat(answer).replace(tzinfo=UTC) if answer else None
        times = [datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)] if "at" in row else list(FETCHED)
        for at in times:
            exact = "moment" in row or "clock" in row
            yield Case(row["lang"], "special", row["text"], at, wanted, exact, row.get("region", ""), "clock" in row)


def right(case: Case) -> bool:
    """Whether the reader gives the answer of a case."""
    found = clock(case.text, case.at) if case.alone else parse(case.text, case.language, case.at, region=case.region)
    if case.wanted is None or found is None:
        return found is None and case.wanted is None
    if case.exact:
        return found[0] == case.wanted
    return found[0].date() == case.wanted.date()


def main(argv: list[str] | None = None) -> int:
    """Ask every case, print accuracy by language and kind, compare with the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list every case that missed, on standard error")
    args = parser.parse_args(argv)
    asked = cases()
    began = time.process_time()
    results = [(case, right(case)) for case in asked]
    seconds = time.process_time() - began
    by: dict[str, dict[str, list[bool]]] = {"language": defaultdict(list), "kind": defaultdict(list)}
    for case, good in results:
        by["language"][case.language].append(good)
        by["kind"][case.kind].append(good)
        if args.misses and not good:
            got = parse(case.text, case.language, case.at, region=case.region)
            print(f"{case.language} {case.kind}: {case.text!r} at {case.at}, got {got}", file=sys.stderr)
    figures: dict[str, float] = {
        "accuracy": sum(good for _, good in results) / len(results),
        "cases": len(results),
        "strings": len({(c.language, c.text) for c in asked}),
        "languages": len(by["language"]),
        "strings_per_cpu_second": len(results) / seconds,
    }
    tables = {name: {key: sum(v) / len(v) for key, v in rows.items()} for name, rows in by.items()}
    if args.json:
        print(json.dumps({**figures, **tables}, ensure_ascii=False, indent=2))
    else:
        print(", ".join(f"{k} {v:.5g}" for k, v in figures.items()))
        for name, rows in tables.items():
            print(f"by {name}: " + ", ".join(f"{k} {v:.3f}" for k, v in rows.items()))
    least = floors("dates")
    short = [f"{k} is {figures[k]:.4f}, the floor is {floor}" for k, floor in least.items() if figures[k] < floor]
    for text in short:
        print(text, file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
