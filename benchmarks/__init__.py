"""Measurements of accuracy and speed, one command each; figures are pinned in floors.toml."""
