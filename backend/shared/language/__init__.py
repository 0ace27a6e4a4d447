"""Korean and English text: particles, similarity, language detection, normalisation."""
