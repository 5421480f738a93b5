"""Cores that accept uwsgi connections themselves (`--socket-workers`)."""
