"""Statistics: arrays in, arrays out; knows no stage, cites its source.

In: nothing.
Out: nothing; import the method you mean.
"""
