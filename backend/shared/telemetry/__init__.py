"""What operators' tools get to see of a running service: metrics and spans. Neither holds a prompt or an answer."""
