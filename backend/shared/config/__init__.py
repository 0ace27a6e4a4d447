"""Settings of the services: read from the environment when a settings object is made, never at import."""
