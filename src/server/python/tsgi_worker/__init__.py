"""The WSGI side of tsgi: loads the application, forks workers, answers requests. Standard library only."""
