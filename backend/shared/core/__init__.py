"""What everything else stands on: no framework, no database, nothing else of ours."""
