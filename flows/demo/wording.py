"""Dates as people write them, in the languages of the press."""

from __future__ import annotations

from datetime import datetime, timedelta

MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}

AGO = {
    "en": ("{n} hour ago", "{n} hours ago", "{n} day ago", "{n} days ago"),
    "no": ("for {n} time siden", "for {n} timer siden", "for {n} dag siden", "for {n} dager siden"),
}


def long(day: datetime, language: str) -> str:
    """``22 January 2026`` in ``language``, with its own order and dots."""
    month = MONTHS[language].split()[day.month - 1]
    if language in {"de", "no"}:
        return f"{day.day}. {month} {day.year}"
    if language == "es":
        return f"{day.day} de {month} de {day.year}"
    return f"{day.day} {month} {day.year}"


def yearless(day: datetime) -> str:
    """``Jan 22``, as blogs print it."""
    return f"{MONTHS['en'].split()[day.month - 1][:3]} {day.day}"


def ago(age: timedelta, language: str) -> str:
    """``3 hours ago``; whole days from two days on."""
    hours = int(age.total_seconds() // 3600)
    one_hour, many_hours, one_day, many_days = AGO[language]
    if hours < 48:
        return (one_hour if hours == 1 else many_hours).format(n=hours)
    days = hours // 24
    return (one_day if days == 1 else many_days).format(n=days)
