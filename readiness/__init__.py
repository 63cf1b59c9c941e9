"""Sales readiness: a factory spec goes in; ready reps and an honest account of their sales-out come out.

    launch       spec -> requirements -> buyers -> positioning -> prospects -> decks -> contact_plan
    enablement   training -> quizzes
    measurement  sales_out -> contribution -> rep_readiness -> follow_ups -> report

The folder is the layer (what a file may touch), the file name is the stage (which part of the stream it is).

In: nothing.
Out: the version.
"""

import os

os.environ["_RJEM_MALLOC_CONF"] = "dirty_decay_ms:500,muzzy_decay_ms:1000,oversize_threshold:1048576"
"""Read by the allocator of Polars when that is loaded, which sets the first two itself: columns go back as soon as they are done
with, and are not kept for later."""

__version__ = "0.1.0"
