"""What paths are made of: units, roles, phrases and the catalogue of resources."""
