"""The process that has loaded the application and forks workers."""
