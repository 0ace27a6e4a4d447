"""What happens to a request before its endpoint: its origin, its body, its conditions, and whether it came before."""
