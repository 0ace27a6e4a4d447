"""HTTP: what makes every service answer alike. Only this package and the services' HTTP files import FastAPI."""
