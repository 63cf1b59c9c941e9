"""Motions: how a sale is to be made at each account and by each rep, from what the account asks of the seller; what that costs.

In: accounts, AccountFacts, reps, channels, what people chose.
Out: MotionRow by account and rep, Kit by motion, Load by motion.
"""

from readiness.stages.motions.computing import account_motions as account_motions
from readiness.stages.motions.computing import rep_motions as rep_motions
from readiness.stages.motions.kits import kit_of as kit_of
from readiness.stages.motions.kits import specialist_load as specialist_load
from readiness.stages.motions.rows import ACCOUNT as ACCOUNT
from readiness.stages.motions.rows import KINDS as KINDS
from readiness.stages.motions.rows import REP as REP
from readiness.stages.motions.rows import Kit as Kit
from readiness.stages.motions.rows import Load as Load
from readiness.stages.motions.rows import MotionChoice as MotionChoice
from readiness.stages.motions.rows import MotionRow as MotionRow
