"""One request in Python: environ, call, body, response."""
