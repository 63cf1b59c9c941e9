"""Stages: the value stream, pure; frozen data in, frozen data out.

In: nothing.
Out: nothing; import the stage you mean.
"""
