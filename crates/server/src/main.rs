//! `strongroomd`: the Strongroom server.

fn main() {}
