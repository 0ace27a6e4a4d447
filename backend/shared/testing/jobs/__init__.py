"""What the tests of jobs need: a real queue, and a product whose work stops where a test wants it to."""
