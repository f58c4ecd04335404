"""A briefing: the figures of the Overview dashboard for a period, as a page, as text, as JSON, without a Kibana.

:func:`figures` asks the node once; :func:`render_html` and :func:`render_text` are pure.
"""

from __future__ import annotations

from flows.briefing.ask import figures
from flows.briefing.model import Briefing
from flows.briefing.page import render_html
from flows.briefing.text import render_text

__all__ = ["Briefing", "figures", "render_html", "render_text"]
