"""Forms, one file a feature. Every form that makes something carries a client-made key."""
