"""Adapters: the only input and output; foreign errors become ours here.

In: nothing.
Out: nothing; import the adapter you mean.
"""
