"""The parts of a résumé: each section read into its entries."""
