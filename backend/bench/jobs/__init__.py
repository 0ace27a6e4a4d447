"""What jobs cost: acceptance, start, events, throughput, takeover."""
