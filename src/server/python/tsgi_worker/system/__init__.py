"""The operating system and the interpreter: descriptors, threads, locks, process names, environment."""
