"""Who is asked when, and what is known about whom."""
