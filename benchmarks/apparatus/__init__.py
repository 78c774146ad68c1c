"""What the benchmarks measure with: the made-up centre, the processes, the clients."""
