"""One module per provider adapter; each is the only importer of its SDK."""
