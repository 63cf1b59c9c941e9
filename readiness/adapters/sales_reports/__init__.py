"""Sales reports: what partners send, read as text and never guessed: CSV of any kind, workbooks, X12 and EDIFACT.

In: nothing; import `opening.read_report`. This module stays empty: the process that reads a workbook starts with it.
Out: nothing.
"""
