"""The web edge: read the request, call one action, choose a template."""
