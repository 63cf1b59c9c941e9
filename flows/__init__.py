"""Flows: when the actions run, in what order, with which retries; no work of their own.

In: nothing.
Out: nothing; import the flow you mean.
"""
