"""Before a release: what is in it, under which licences, and whether a flaw of it is known. No part of the product.

In: the locks, what is installed.
Out: LICENSES.csv, a bill of materials, an answer.
"""
