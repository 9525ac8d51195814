//! Load generators and benchmarks that drive the real server.

fn main() {}
