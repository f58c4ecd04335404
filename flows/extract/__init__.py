"""Reading one article page: every part works on the same parsed tree and keeps where its values came from.

The parts are pure: no clock, no network, no files beyond the package's own data. ``flows.normalise`` puts them
together; nothing else imports them.
"""
