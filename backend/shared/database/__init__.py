"""MongoDB: the connection pool, the migrations at a service's start, and collections that services share."""
