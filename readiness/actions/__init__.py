"""Actions: the verbs; load, stages, save, one transaction each.

In: nothing.
Out: nothing; import the action you mean.
"""
