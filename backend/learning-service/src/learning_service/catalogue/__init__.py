"""The data of learning paths: units, phrases, practices and the catalogue of resources."""
