"""The technologies and practices the product knows, and how to find them in what people write."""
