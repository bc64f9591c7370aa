"""What is proven before any search: the relaxation of a case, and the prices of what is shared."""
