"""What resume-service keeps in MongoDB. Documents do not leave this package; every query names the owner."""
