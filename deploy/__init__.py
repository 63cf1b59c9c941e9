"""Deploy: how the same code runs as services: on this machine, with Docker, on Kubernetes.

In: nothing.
Out: nothing; see docs/OPERATIONS.md.
"""
