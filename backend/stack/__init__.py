"""The native stack: MongoDB, the gateway and the services as processes of this machine, without Docker."""
