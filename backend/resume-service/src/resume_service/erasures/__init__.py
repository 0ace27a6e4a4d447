"""Erasures: deleting résumés and everything made from them."""
