"""What people do: one function is one thing done, one permission decision, one transaction."""
