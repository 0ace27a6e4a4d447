"""MongoDB: the connection pool and the migrations that run when a service starts."""
