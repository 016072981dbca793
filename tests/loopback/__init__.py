"""Small real servers on 127.0.0.1, so that the real client libraries can be driven without a network."""
