"""Database: SQLAlchemy Core over SQLite or PostgreSQL; rows mapped by hand.

In: nothing.
Out: nothing; import the module you mean. All tables are known once this package is imported.
"""

from readiness.adapters.db import account_tables as account_tables
from readiness.adapters.db import act_tables as act_tables
from readiness.adapters.db import alias_tables as alias_tables
from readiness.adapters.db import artifact_tables as artifact_tables
from readiness.adapters.db import certificate_tables as certificate_tables
from readiness.adapters.db import contact_tables as contact_tables
from readiness.adapters.db import contest_tables as contest_tables
from readiness.adapters.db import desk_tables as desk_tables
from readiness.adapters.db import invite_tables as invite_tables
from readiness.adapters.db import ledger_tables as ledger_tables
from readiness.adapters.db import page_tables as page_tables
from readiness.adapters.db import pitch_tables as pitch_tables
from readiness.adapters.db import portal_tables as portal_tables
from readiness.adapters.db import practice_tables as practice_tables
from readiness.adapters.db import promise_tables as promise_tables
from readiness.adapters.db import rep_tables as rep_tables
from readiness.adapters.db import training_tables as training_tables
from readiness.adapters.db import vision_tables as vision_tables
from readiness.adapters.db import watch_tables as watch_tables
