//! The description of the API, as it is committed for clients and reviewers.

use std::{env, fs, path::Path};

use serde_json::Value;
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

/// Words in names of members that would have the server run, read, write or ask something of the machine's.
const OF_THE_MACHINE: [&str; 19] = [
    "path",
    "file",
    "program",
    "command",
    "exec",
    "shell",
    "script",
    "template",
    "directory",
    "dir",
    "socket",
    "log",
    "backup",
    "host",
    "port",
    "env",
    "module",
    "plugin",
    "library",
];

/// What is named so and is none: the bytes of an upload.
const UPLOADS: [(&str, &str); 4] = [
    ("ImportForm", "file"),
    ("ImportForm", "key_file"),
    ("NewImportForm", "file"),
    ("NewImportForm", "key_file"),
];

/// Every member that a schema can have, below the name of the schema.
fn members(
    document: &Value,
    schema: &Value,
    within: &str,
    seen: &mut Vec<String>,
    found: &mut Vec<(String, String)>,
) {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        if !seen.iter().any(|it| it == name) {
            seen.push(name.to_owned());
            members(document, &document["components"]["schemas"][name], name, seen, found);
        }
        return;
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        found.push((within.to_owned(), name.clone()));
        members(document, member, within, seen, found);
    }
    let lists = ["oneOf", "anyOf", "allOf", "prefixItems"];
    let inner = lists.iter().flat_map(|list| schema[*list].as_array().into_iter().flatten());
    for inner in inner.chain([&schema["items"], &schema["additionalProperties"]]) {
        if inner.is_object() {
            members(document, inner, within, seen, found);
        }
    }
}

// attack: I9
#[test]
fn no_request_names_a_program_a_file_or_a_template() {
    let document = serde_json::to_value(routes::document()).unwrap();
    let (mut seen, mut found) = (Vec::new(), Vec::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let call = format!("{method} {path}");
            for content in operation["requestBody"]["content"].as_object().into_iter().flatten() {
                members(&document, &content.1["schema"], &call, &mut seen, &mut found);
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                found.push((call.clone(), parameter["name"].as_str().unwrap().to_lowercase()));
            }
        }
    }
    let names = |name: &str| found.iter().any(|(_, it)| it == name);
    assert!(
        found.len() > 100 && names("permissions") && names("limit") && names("approvers"),
        "it looks at all"
    );
    for (within, name) in &found {
        let of_the_machine = name.split(['_', '-']).any(|word| OF_THE_MACHINE.contains(&word));
        let upload = UPLOADS.iter().any(|(of, it)| of == within && it == name);
        assert!(
            !of_the_machine || upload,
            "`{name}` of {within}: what it names is for the configuration file alone"
        );
    }
}
