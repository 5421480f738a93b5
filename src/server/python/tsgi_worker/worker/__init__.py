"""A worker process: its threads, its end, the stacks of its threads."""
