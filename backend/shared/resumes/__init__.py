"""Résumés as the services exchange them: reading one over REST, finding places in it, proving quotes by it."""
