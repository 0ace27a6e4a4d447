"""The native stack: MongoDB, the gateway and the services as local processes, without Docker."""
