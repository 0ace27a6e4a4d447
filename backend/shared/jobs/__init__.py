"""Durable jobs and their events on NATS JetStream: one more door to the run engine."""
