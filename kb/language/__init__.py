"""Swedish: from text to tokens, stems and the one analysis that posts and queries share."""
