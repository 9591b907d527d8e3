//! `cargo xtask demo`: a server with the sample world of a small company, made through the command line client as
//! an administrator would make it.

use std::path::{Path, PathBuf};

use clap::Args;
use strongroom_e2e::{Licence, Person, Server};

use crate::{shell, web};

/// Everybody's password in the demo, and nowhere else.
const PASSWORD: &str = "demo password 2026\n";

/// Where the demo lives.
#[derive(Args)]
pub struct Options {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8444")]
    listen: String,
    /// The data folder; by default a temporary one, gone when the demo ends.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Makes the world, prints it and ends.
    #[arg(long)]
    once: bool,
}

/// People: name, full name, role.
const PEOPLE: &[(&str, &str, Option<&str>)] = &[
    ("mia", "Mia Berger", None),
    ("jonas", "Jonas Weber", None),
    ("lena", "Lena Fischer", None),
    ("omar", "Omar Haddad", None),
    ("adam", "Adam Novak", Some("administrator")),
    ("vera", "Vera Lindt", Some("auditor")),
    ("trainee", "Tim Kurz", None),
];

/// Groups and their members.
const GROUPS: &[(&str, &[&str])] = &[
    ("Everyone at work", &["mia", "jonas", "lena", "omar", "trainee"]),
    ("IT", &["mia", "jonas"]),
    ("Finance", &["lena"]),
    ("Trainees", &["trainee"]),
];

/// An entry: title, user name, address.
type Entry = (&'static str, &'static str, &'static str);

/// Folders and their entries.
const ENTRIES: &[(&str, &[Entry])] = &[
    (
        "Office",
        &[
            ("Wi-Fi guests", "guest", "https://router.example.org"),
            ("Coffee supplier", "office@example.org", "https://coffee.example.org"),
        ],
    ),
    (
        "Servers",
        &[
            ("Mail server", "root", "ssh://mail.example.org"),
            ("Backup", "backup", "ssh://backup.example.org"),
        ],
    ),
    (
        "Finance",
        &[
            ("Bank", "lena.fischer", "https://bank.example.org"),
            ("Tax portal", "4711", "https://tax.example.org"),
        ],
    ),
];

/// Starts the demo.
pub fn run(options: &Options) -> anyhow::Result<()> {
    web::build()?;
    shell::run(shell::cargo().args([
        "build",
        "--release",
        "--package",
        "strongroom-server",
        "--package",
        "strongroom-cli",
    ]))?;
    let (server_program, client) = (shell::binary("strongroomd", true)?, shell::binary("strongroom", true)?);
    let temporary = tempfile::tempdir()?;
    let data = options.data.clone().unwrap_or_else(|| temporary.path().join("data"));
    std::fs::create_dir_all(&data)?;
    // The demo has more people than an unlicensed server takes.
    let licence = Licence::issue(&server_program, &data)?;
    let server = Server::start(
        &server_program,
        &data.join("server"),
        &options.listen,
        &["--config".as_ref(), licence.config.as_os_str()],
    )?;
    if server.setup.is_some() {
        make_world(&client, &server, &licence)?;
    }
    print_world(&client, &server);
    if options.once {
        server.stop()?;
        return Ok(());
    }
    server.wait()
}

fn make_world(client: &Path, server: &Server, licence: &Licence) -> anyhow::Result<()> {
    let root = Person::new(client, server)?;
    let token = server.setup_token_file();
    let token = token.to_string_lossy();
    root.does(&["setup", "--username", "root", "--token-file", &token, "--password-stdin"], PASSWORD)?;
    root.does(&["admin", "license", "set", &licence.file.to_string_lossy()], "")?;
    for (name, full_name, role) in PEOPLE {
        let mut arguments = vec!["admin", "users", "add", name, "--full-name", full_name, "--password-stdin"];
        if let Some(role) = role {
            arguments.extend(["--role", role]);
        }
        root.does(&arguments, PASSWORD)?;
    }
    for (group, members) in GROUPS {
        root.does(&["admin", "groups", "add", group], "")?;
        let mut arguments = vec!["admin", "members", "add", group];
        arguments.extend(*members);
        root.does(&arguments, "")?;
    }
    root.does(&["admin", "databases", "add", "Company"], "")?;
    for (folder, entries) in ENTRIES {
        root.does(&["add", &format!("Company/{folder}"), "--folder"], "")?;
        for (title, username, url) in *entries {
            let path = format!("Company/{folder}/{title}");
            root.does(&["add", &path, "--username", username, "--url", url, "--generate"], "")?;
        }
    }
    rights(&root)
}

/// Rights at each level: the database, folders, an entry, a deny, a folder that inherits nothing.
fn rights(root: &Person) -> anyhow::Result<()> {
    let steps: &[&[&str]] = &[
        &["admin", "assign", "Company", "Everyone at work"],
        &["admin", "assign", "Company", "IT"],
        &["admin", "assign", "Company", "Finance"],
        &["admin", "assign", "Company", "adam", "--allow", "access_database,grant_admin_rights"],
        &["admin", "rule", "Company/Office", "Everyone at work", "--preset", "reader"],
        &["admin", "rule", "Company/Office/Wi-Fi guests", "Trainees", "--deny", "read_entries"],
        &["admin", "rule", "Company/Servers", "IT", "--preset", "editor"],
        &["admin", "inherit", "Company/Finance", "off"],
        &["admin", "rule", "Company/Finance", "Finance", "--preset", "full"],
    ];
    steps.iter().try_for_each(|step| root.does(step, "").map(|_| ()))
}

fn print_world(client: &Path, server: &Server) {
    println!("\nserver       {}", server.address);
    println!("certificate  {}", server.fingerprint);
    println!("password     {} (everybody's)\n", PASSWORD.trim());
    println!("who can sign in:");
    println!("  root      super administrator: everything");
    for (name, full_name, role) in PEOPLE {
        println!("  {name:<9} {full_name}{}", role.map(|role| format!(", {role}")).unwrap_or_default());
    }
    println!(
        "\ndatabase Company: Office is everyone's (trainees may use the Wi-Fi entry and not read it), Servers is"
    );
    println!(
        "IT's, Finance inherits nothing and is Finance's alone; adam administers the rights and reads nothing.\n"
    );
    println!("try: {} login --server {} --username mia", client.display(), server.address);
    println!("     {} rights 'Company/Finance/Bank'", client.display());
}
