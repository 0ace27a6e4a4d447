"""Profiles, the common basis of questions and paths: claims, profession, level, and match with a posting."""
