//! The description of the API, as it is committed for clients and reviewers.

use std::{env, fs, path::Path};

use strongroom_server::routes;

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.json");
    let document = routes::document().to_pretty_json().unwrap() + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == document,
        "openapi.json is stale: run this test with `UPDATE=1` and look at the difference"
    );
}
