"""A small press of its own: invented outlets and events, served on loopback, with the truth about each page."""
