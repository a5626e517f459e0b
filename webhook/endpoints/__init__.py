"""The endpoints, one file for each part of the route table: parse, make one call, answer."""
