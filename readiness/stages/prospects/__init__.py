"""Prospects: where to aim: how large an account is, what is there to be won, how well the product fits, how like the best it is.

In: accounts, requirements, links, what each account bought in a year, rivals, account facts, the readiness of the channel's reps.
Out: Prospect rows, best first.
"""

from readiness.stages.prospects.ranking import aim_of as aim_of
from readiness.stages.prospects.ranking import channel_readiness as channel_readiness
from readiness.stages.prospects.ranking import rank_prospects as rank_prospects
from readiness.stages.prospects.ranking import score_of as score_of
from readiness.stages.prospects.ranking import scores_of as scores_of
from readiness.stages.prospects.rows import AIMS as AIMS
from readiness.stages.prospects.rows import LEAST_READY_SHARE as LEAST_READY_SHARE
from readiness.stages.prospects.rows import PARTS as PARTS
from readiness.stages.prospects.rows import WEIGHTS as WEIGHTS
from readiness.stages.prospects.rows import AimSources as AimSources
from readiness.stages.prospects.rows import ChannelReadiness as ChannelReadiness
from readiness.stages.prospects.rows import Presence as Presence
from readiness.stages.prospects.rows import Prospect as Prospect
