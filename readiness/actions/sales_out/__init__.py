"""Sales-out: what waits for a person after partners' files were taken in, and what the person decides.

In: settings; a file's number.
Out: files held, rows in quarantine.
"""

from readiness.actions.sales_out.review import (
    SalesSubmission,
    accept_file,
    files_held,
    quarantine_rows,
    reject_file,
    write_quarantine,
)

__all__ = ["SalesSubmission", "accept_file", "files_held", "quarantine_rows", "reject_file", "write_quarantine"]
