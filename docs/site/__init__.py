"""Site: the documentation as pages to browse, part of them made from the code."""
