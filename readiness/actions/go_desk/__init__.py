"""Go desk: whether a launch can go, who decided so, and what the week asks for.

In: settings, who looks or decides, a launch, the time now.
Out: GoPage, WeekPage; decisions.
"""

from readiness.actions.go_desk.going import DECISIONS, GoPage, decide_go, go_page
from readiness.actions.go_desk.week import WeekPage, week_page

__all__ = ["DECISIONS", "GoPage", "WeekPage", "decide_go", "go_page", "week_page"]
