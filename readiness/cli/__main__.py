"""The command line as `python -m readiness.cli`: what the portal starts.

In: arguments.
Out: as `readiness`.
"""

from readiness.cli import main

if __name__ == "__main__":
    main()
