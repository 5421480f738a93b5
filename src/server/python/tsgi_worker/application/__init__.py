"""The application as it is loaded, and the `uwsgi` module that it imports."""
