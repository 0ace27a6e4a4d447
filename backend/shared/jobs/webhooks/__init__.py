"""Webhooks: the end of a job, sent to the address that its owner named."""
