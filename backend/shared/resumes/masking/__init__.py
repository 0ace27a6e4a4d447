"""What names a person, found however it is written, and replaced before a prompt goes out."""
