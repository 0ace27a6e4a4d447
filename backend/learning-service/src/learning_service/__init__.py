"""learning-service generates learning paths that close a person's gaps. It owns the `learning_paths` collection."""
