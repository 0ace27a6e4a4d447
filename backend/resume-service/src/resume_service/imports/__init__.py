"""Documents that become résumés."""
