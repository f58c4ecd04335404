"""Saved searches by mail: what was found is in a ledger before it is mailed, so nothing is missed and nothing repeated.

``searches`` reads and validates the searches, ``finder`` reads the index, ``hits`` and ``digest`` make values and mails
of what was found, ``ledger`` remembers, ``run`` does it all in the order that survives a crash.
"""
