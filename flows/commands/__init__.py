"""One module a command, each with ``configure(parser)`` and ``run(args, settings) -> exit code``.

Modules import what they need inside ``run``: loading one must stay cheap.
"""
