//! `strongroom`: the command line client.

fn main() {}
