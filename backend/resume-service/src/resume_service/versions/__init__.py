"""Earlier versions of résumés."""
