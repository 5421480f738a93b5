"""The worker's lines: where they go, and how an exception is written."""
