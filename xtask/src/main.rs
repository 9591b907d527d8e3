//! Every command that the README names.

fn main() {}
