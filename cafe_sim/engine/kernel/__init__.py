"""What programs run on: actors and the baton, one event loop, primitives, shared cells, cores, virtual time, and the trace of it all."""
