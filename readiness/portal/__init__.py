"""Portal: pages in the browser, phone first; a route parses, calls one action, renders one template.

In: requests.
Out: pages; what the actions change.
"""
