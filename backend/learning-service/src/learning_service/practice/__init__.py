"""What interview-service knows of how practice goes, read over REST."""
