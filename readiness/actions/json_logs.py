"""JSON logs: what is logged, one JSON object a line.

In: a stream.
Out: lines on it; a handler that writes them.
"""

from __future__ import annotations

from readiness.adapters.log_lines import json_handler as json_handler
from readiness.adapters.log_lines import write_json_lines as write_json_lines
