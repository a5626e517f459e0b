"""The pictures of a site: checked, lighter copies, share images, icons."""
