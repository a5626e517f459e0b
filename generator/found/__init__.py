"""What lies beside the pages, and what search engines are told."""
