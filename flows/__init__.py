"""Normalise, deduplicate, index and alert: everything behind the landing zone."""
