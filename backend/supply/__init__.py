"""What the product is made of: an SBOM, the licences, and known vulnerabilities. Not part of any image."""
