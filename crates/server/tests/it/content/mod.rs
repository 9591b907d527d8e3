//! Databases and what is in them over HTTP.

mod answers;
mod attachments;
mod audit;
mod bin;
mod clock;
mod databases;
mod events;
mod export;
mod fairness;
mod figures;
mod forms;
mod grants;
mod hidden;
mod import;
mod imports;
mod listing;
mod many;
mod notices;
mod objects;
mod pages;
mod pointers;
mod races;
mod reveal;
mod rights;
mod search;
mod second_passwords;
mod who;

use serde_json::{Value, json};

use crate::world::{Answer, World};

/// An id that never was.
pub const NOBODY: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// A request of Root with `If-Match: *`.
pub async fn any(world: &World, line: &str, body: Value) -> Answer {
    world.api(&world.token, line, &[("If-Match", "*")], body).await
}

/// The member `id` of an answer of success.
pub fn id(answer: &Answer) -> String {
    assert!((200..300).contains(&answer.status()), "{}", answer.0);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// A standard database of Root.
pub async fn database(world: &World, name: &str) -> String {
    id(&world.root("POST /databases", json!({"name": name, "kind": "standard"})).await)
}

/// A folder made by Root.
pub async fn folder(world: &World, database: &str, parent: Option<&str>, title: &str) -> String {
    let body = json!({"parent": parent, "kind": "folder", "title": title});
    id(&world.root(&format!("POST /databases/{database}/objects"), body).await)
}

/// An entry made by Root, with a user name, a password and notes.
pub async fn entry(
    world: &World,
    database: &str,
    parent: Option<&str>,
    title: &str,
    password: &str,
) -> String {
    id(&world.root(&format!("POST /databases/{database}/objects"), new_entry(parent, title, password)).await)
}

pub fn new_entry(parent: Option<&str>, title: &str, password: &str) -> Value {
    json!({"parent": parent, "kind": "entry", "title": title, "fields": [
        {"name": "username", "value": "root"},
        {"name": "password", "value": password},
        {"name": "notes", "value": "behind the third door"},
        {"name": "Rack", "value": "B7"},
    ]})
}

/// A user who is assigned to a database with these permissions; gives id and token.
pub async fn assigned(world: &World, database: &str, name: &str, allow: &[&str]) -> (String, String) {
    let user = world.user(name, Value::Null).await;
    assign(world, database, &user, allow).await;
    let token = world.sign_in(name).await;
    (user, token)
}

pub async fn assign(world: &World, database: &str, user: &str, allow: &[&str]) {
    let put = format!("PUT /databases/{database}/assignments/{user}");
    let answer = world.root(&put, json!({"permissions": marks(allow, "allow")})).await;
    assert_eq!(answer.status(), 200, "{}", answer.0);
}

/// A rule of Root on an object.
pub async fn rule(world: &World, database: &str, object: &str, user: &str, names: &[&str], mark: &str) {
    let put = format!("PUT /databases/{database}/objects/{object}/rules/{user}");
    let answer = world.root(&put, json!({"permissions": marks(names, mark)})).await;
    assert_eq!(answer.status(), 200, "{}", answer.0);
}

fn marks(names: &[&str], mark: &str) -> Value {
    names.iter().map(|name| ((*name).to_owned(), json!(mark))).collect::<serde_json::Map<_, _>>().into()
}

/// The titles in an answer with items.
pub fn titles(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status(), 200, "{}", answer.0);
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

/// An answer without what differs between any two: the date.
pub fn undated(answer: &Answer) -> String {
    answer
        .0
        .lines()
        .filter(|line| !line.to_ascii_lowercase().starts_with("date:"))
        .collect::<Vec<_>>()
        .join("\n")
}
