"""What the regulations say: pure functions over values. No Flask, no database, no clock."""
