//! A server and its people for histories, and the things that one history is about.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Licence, Server, Session};

/// Everybody's password, for the length of a test.
const PASSWORD: &str = "history password 2026";

/// The people: who grants and forces, two who approve with the first, two who edit, and one who is given access.
pub const ROOT: usize = 0;
/// Approve, with root.
pub const ADMINS: [usize; 2] = [1, 2];
/// Edit, with root.
pub const EDITORS: [usize; 2] = [3, 4];
/// Is given access under a seal, and has none otherwise.
pub const GRANTEE: usize = 5;

/// What they are called.
pub const NAMES: [&str; 6] = ["root", "kim", "lee", "ann", "bob", "gus"];

/// Whose the sixteen sessions are.
pub const SESSIONS: [usize; 16] = [
    ROOT, ROOT, ROOT, ADMINS[0], ADMINS[0], ADMINS[1], ADMINS[1], EDITORS[0], EDITORS[0], EDITORS[0],
    EDITORS[1], EDITORS[1], EDITORS[1], GRANTEE, GRANTEE, GRANTEE,
];

/// What a history is about: entries that are locked and saved, and grants with a seal.
pub struct Things {
    /// Entries.
    pub entries: Vec<String>,
    /// Grants, and how many must agree.
    pub grants: Vec<(String, usize)>,
}

/// A server that is killed and started again on its folder.
pub struct Stage {
    program: PathBuf,
    data: TempDir,
    server: Option<Server>,
    licence: Licence,
    /// `address:port`, the same after every start.
    pub host: String,
    /// The database that everything is in.
    pub database: String,
    /// The ids of the people, in the order of their names.
    pub people: Vec<String>,
}

impl Stage {
    /// A server with everybody in it; gives the sixteen sessions too.
    ///
    /// # Errors
    /// What the server says.
    pub fn new(program: &Path) -> anyhow::Result<(Self, Vec<Session>)> {
        let data = tempfile::tempdir()?;
        let licence = Licence::issue(program, data.path())?;
        let (program, database, people) = (program.to_path_buf(), String::new(), Vec::new());
        let mut stage = Self { program, data, server: None, licence, host: String::new(), database, people };
        stage.start()?;
        stage.set_up()?;
        let sign_in = |user: &usize| {
            Session::sign_in(&stage.host, NAMES.get(*user).copied().unwrap_or_default(), PASSWORD)
        };
        let sessions = SESSIONS.iter().map(sign_in).collect::<anyhow::Result<Vec<_>>>()?;
        Ok((stage, sessions))
    }

    fn start(&mut self) -> anyhow::Result<()> {
        let listen = if self.host.is_empty() { "127.0.0.1:0" } else { &self.host };
        let more = ["--tls".as_ref(), "off".as_ref(), "--config".as_ref(), self.licence.config.as_os_str()];
        let server = Server::start(&self.program, &self.data.path().join("data"), listen, &more)?;
        self.host = server.listen();
        self.server = Some(server);
        Ok(())
    }

    /// Ends the server as a power cut would. Nothing that was asked before comes about after this.
    ///
    /// # Errors
    /// If it can not be ended.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.server.take().context("no server")?.kill()
    }

    /// Starts it again.
    ///
    /// # Errors
    /// What it says.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.start()
    }

    fn set_up(&mut self) -> anyhow::Result<()> {
        let file = self.server.as_ref().context("no server")?.setup_token_file();
        let token = std::fs::read_to_string(file)?;
        let body = json!({"setup_token": token.trim(), "username": "root", "password": PASSWORD});
        Session::new(&self.host, "").must(201, "POST", "/setup", Some(&body))?;
        let mut root = Session::sign_in(&self.host, "root", PASSWORD)?;
        let licence: Value = serde_json::from_slice(&std::fs::read(&self.licence.file)?)?;
        root.must(200, "PUT", "/license", Some(&licence))?;
        let own = root.must(200, "GET", "/auth/session", None)?;
        self.people.push(text(own.get("user").unwrap_or(&Value::Null), "id")?);
        for (number, name) in NAMES.iter().enumerate().skip(1) {
            let roles = if ADMINS.contains(&number) { json!(["administrator"]) } else { json!([]) };
            let body = json!({"username": name, "password": PASSWORD, "roles": roles,
                "must_change_password": false});
            let made = root.must(201, "POST", "/users", Some(&body))?;
            self.people.push(text(&made, "id")?);
        }
        let made = root.must(201, "POST", "/databases", Some(&json!({"name": "H", "kind": "standard"})))?;
        self.database = text(&made, "id")?;
        for editor in EDITORS {
            let path = format!("/databases/{}/assignments/{}", self.database, self.person(editor));
            let marks =
                json!({"access_database": "allow", "read_entries": "allow", "modify_entries": "allow"});
            root.must(200, "PUT", &path, Some(&json!({"permissions": marks})))?;
        }
        Ok(())
    }

    fn person(&self, number: usize) -> &str {
        self.people.get(number).map_or("", String::as_str)
    }

    /// Makes what a history is about.
    ///
    /// # Errors
    /// What the server says.
    pub fn things(&self, root: &mut Session) -> anyhow::Result<Things> {
        let mut things = Things { entries: Vec::new(), grants: Vec::new() };
        for quorum in [1, 2] {
            things.entries.push(self.entry(root)?);
            let object = self.entry(root)?;
            let approvers: Vec<&str> = [ROOT, ADMINS[0], ADMINS[1]].map(|it| self.person(it)).to_vec();
            let body = json!({"object": object, "grantee": self.person(GRANTEE),
                "permissions": ["read_entries"], "seal": {"approvers": approvers, "quorum": quorum}});
            let path = format!("/databases/{}/grants", self.database);
            let made = root.must(201, "POST", &path, Some(&body))?;
            things.grants.push((text(&made, "id")?, quorum));
        }
        Ok(things)
    }

    fn entry(&self, root: &mut Session) -> anyhow::Result<String> {
        let body = json!({"kind": "entry", "title": "as it was",
            "fields": [{"name": "password", "value": "hunter2"}]});
        let made = root.must(201, "POST", &format!("/databases/{}/objects", self.database), Some(&body))?;
        text(&made, "id")
    }

    /// How many records of an event name this in a member of the record or of its details.
    ///
    /// # Errors
    /// What the server says.
    pub fn records(&self, root: &mut Session, event: &str, member: &str, id: &str) -> anyhow::Result<usize> {
        let path = format!("/audit?database={}&event={event}&limit=1000", self.database);
        let page = root.must(200, "GET", &path, None)?;
        let items = page.get("items").and_then(Value::as_array).context("no items")?;
        let names = |record: &Value| {
            let of = |value: Option<&Value>| {
                value.and_then(|it| it.get(member)).and_then(Value::as_str) == Some(id)
            };
            of(Some(record)) || of(record.get("details"))
        };
        Ok(items.iter().filter(|record| names(record)).count())
    }

    /// Whether every audit chain is whole.
    ///
    /// # Errors
    /// What the server says.
    pub fn audit_is_intact(&self, root: &mut Session) -> anyhow::Result<bool> {
        let found = root.must(200, "GET", "/audit/verify", None)?;
        Ok(found.get("intact") == Some(&Value::Bool(true)))
    }
}

/// A text of a JSON answer.
pub fn text(body: &Value, name: &str) -> anyhow::Result<String> {
    let found = body.get(name).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no `{name}` in {body}"))
}
