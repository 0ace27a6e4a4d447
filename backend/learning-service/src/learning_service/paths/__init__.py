"""Learning paths: how they are asked for, made, checked, stored and shown."""
