"""`make faults`: processes of the product are killed at random while jobs run; every job must end once, seen once."""
