"""HTTP behaviour that all services share. Only this package and the services' HTTP files import FastAPI."""
