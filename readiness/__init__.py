"""Sales readiness: a factory spec goes in; ready reps and an honest account of their sales-out come out.

    launch       spec -> requirements -> buyers -> positioning -> prospects -> decks -> contact_plan
    enablement   training -> quizzes
    measurement  sales_out -> contribution -> rep_readiness -> follow_ups -> report

The folder is the layer (what a file may touch), the file name is the stage (which part of the stream it is).

In: nothing.
Out: the version.
"""

__version__ = "0.1.0"
