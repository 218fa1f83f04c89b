//! The control client.
fn main() {}
