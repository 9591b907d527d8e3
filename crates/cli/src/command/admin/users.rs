//! `strongroom admin users`.

use clap::{Args, Subcommand};
use strongroom_api::users::{NewUser, PatchUser, User, UsersQuery};
use strongroom_domain::account::Role;

use crate::{
    client::Client,
    clock,
    context::Context,
    error::CliError,
    object,
    output::{Items, Output, Table, bad, faint, good, plain, strong},
    secret_input::PasswordSource,
};

/// Accounts of people.
#[derive(Debug, Subcommand)]
pub enum Users {
    /// List accounts
    List {
        /// Part of a name or address
        text: Option<String>,
    },
    /// Show an account
    Show {
        /// User name or id
        name: String,
    },
    /// Add an account
    Add(Add),
    /// Change an account
    Edit(Edit),
    /// Set a new password for somebody; ends their sessions
    ResetPassword(ResetPassword),
    /// Delete an account
    Remove {
        /// User name or id
        name: String,
    },
}

/// Adds an account.
#[derive(Debug, Args)]
pub struct Add {
    /// The name to sign in with
    name: String,
    #[command(flatten)]
    password: PasswordSource,
    /// Let the first sign-in change the password
    #[arg(long)]
    must_change_password: bool,
    #[command(flatten)]
    person: Person,
}

/// What is known of a person.
#[derive(Debug, Args)]
pub struct Person {
    /// Name of the person
    #[arg(long)]
    full_name: Option<String>,
    /// E-mail address
    #[arg(long)]
    email: Option<String>,
    /// Department
    #[arg(long)]
    department: Option<String>,
    /// Server role: super_administrator, administrator, account_administrator, auditor
    #[arg(long = "role", value_parser = role)]
    roles: Vec<Role>,
}

/// Changes an account.
#[derive(Debug, Args)]
pub struct Edit {
    /// User name or id
    name: String,
    /// New user name
    #[arg(long)]
    username: Option<String>,
    #[command(flatten)]
    person: Person,
    /// Take all roles away
    #[arg(long, conflicts_with = "roles")]
    no_roles: bool,
    /// Let the person sign in
    #[arg(long)]
    enable: bool,
    /// Lock the person out; takes effect at once
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
}

/// Sets a new password.
#[derive(Debug, Args)]
pub struct ResetPassword {
    /// User name or id
    name: String,
    #[command(flatten)]
    password: PasswordSource,
    /// Do not ask for a change at the next sign-in
    #[arg(long)]
    keep: bool,
}

/// Does what was asked.
pub fn run(context: &Context, command: &Users) -> Result<(), CliError> {
    let client = context.client()?;
    match command {
        Users::List { text } => list(context, &client, text.clone()),
        Users::Show { name } => {
            let user = object::user(&client, name)?;
            let user: User = client.get(&["users", &user.id.to_string()], &())?;
            context.out.either(&user, |out| show(out, &user))
        }
        Users::Add(add) => create(context, &client, add),
        Users::Edit(edit) => change(context, &client, edit),
        Users::ResetPassword(reset) => {
            let password = Some(reset.password.read_new(&format!("New password of {}", reset.name))?);
            let change =
                PatchUser { password, must_change_password: Some(!reset.keep), ..PatchUser::default() };
            let user = patch(&client, &reset.name, &change)?;
            context
                .out
                .either(&user, |out| out.say(format!("{} has a new password and no session", user.username)))
        }
        Users::Remove { name } => remove(context, &client, name),
    }
}

fn list(context: &Context, client: &Client, text: Option<String>) -> Result<(), CliError> {
    let users: Vec<User> = client.list(&["users"], &UsersQuery { q: text, ..UsersQuery::default() })?;
    context.out.either(&Items { items: &users }, |out| {
        let mut table = Table::new(["user name", "name", "state", "roles", "last signed in", "id"]);
        for user in &users {
            let state = if user.enabled { good("enabled") } else { bad("disabled") };
            table.row([
                strong(&user.username),
                plain(user.full_name.clone().unwrap_or_default()),
                state,
                plain(roles(&user.roles)),
                plain(user.last_sign_in_at.map_or_else(|| "never".into(), clock::shown)),
                faint(user.id.to_string()),
            ]);
        }
        out.table(&table)
    })
}

fn show(out: &Output, user: &User) -> Result<(), CliError> {
    out.line(&[strong(&user.username)])?;
    let mut table = Table::bare();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            table.row([faint(format!("  {name}")), plain(value)]);
        }
    };
    add("name", user.full_name.clone().unwrap_or_default());
    add("e-mail", user.email.clone().unwrap_or_default());
    add("department", user.department.clone().unwrap_or_default());
    add("state", if user.enabled { "enabled".into() } else { "disabled".into() });
    add("roles", roles(&user.roles));
    let groups: Vec<&str> = user.groups.iter().flatten().map(|group| group.name.as_str()).collect();
    add("groups", groups.join(", "));
    add("last signed in", user.last_sign_in_at.map_or_else(|| "never".into(), clock::shown));
    add("id", user.id.to_string());
    out.table(&table)
}

fn create(context: &Context, client: &Client, add: &Add) -> Result<(), CliError> {
    let request = NewUser {
        username: add.name.clone(),
        password: Some(add.password.read_new(&format!("Password of {}", add.name))?),
        full_name: add.person.full_name.clone(),
        email: add.person.email.clone(),
        department: add.person.department.clone(),
        roles: add.person.roles.clone(),
        enabled: true,
        must_change_password: Some(add.must_change_password),
    };
    let user: User = client.post(&["users"], &request)?;
    context.out.either(&user, |out| out.say(format!("added {} ({})", user.username, user.id)))
}

fn change(context: &Context, client: &Client, edit: &Edit) -> Result<(), CliError> {
    let roles =
        if edit.no_roles || !edit.person.roles.is_empty() { Some(edit.person.roles.clone()) } else { None };
    // An empty text takes the value away.
    let text = |value: &Option<String>| value.clone().map(|text| Some(text).filter(|text| !text.is_empty()));
    let change = PatchUser {
        username: edit.username.clone(),
        password: None,
        full_name: text(&edit.person.full_name),
        email: text(&edit.person.email),
        department: text(&edit.person.department),
        roles,
        enabled: if edit.enable { Some(true) } else { edit.disable.then_some(false) },
        must_change_password: None,
    };
    let user = patch(client, &edit.name, &change)?;
    context.out.either(&user, |out| out.say(format!("changed {}", user.username)))
}

fn patch(client: &Client, name: &str, change: &PatchUser) -> Result<User, CliError> {
    let id = object::user(client, name)?.id.to_string();
    let path = ["users", id.as_str()];
    let (_, revision) = client.get_revised::<User>(&path)?;
    client.patch(&path, &revision, change)
}

fn remove(context: &Context, client: &Client, name: &str) -> Result<(), CliError> {
    let id = object::user(client, name)?.id.to_string();
    let path = ["users", id.as_str()];
    let (user, revision) = client.get_revised::<User>(&path)?;
    client.delete_revised(&path, &revision)?;
    context.out.either(&serde_json::json!({ "deleted": user.id }), |out| {
        out.say(format!("deleted {}, with their assignments, rules, memberships and sessions", user.username))
    })
}

fn roles(roles: &[Role]) -> String {
    roles.iter().map(|role| role_name(*role)).collect::<Vec<_>>().join(", ")
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::SuperAdministrator => "super_administrator",
        Role::Administrator => "administrator",
        Role::AccountAdministrator => "account_administrator",
        Role::Auditor => "auditor",
    }
}

fn role(text: &str) -> Result<Role, String> {
    [Role::SuperAdministrator, Role::Administrator, Role::AccountAdministrator, Role::Auditor]
        .into_iter()
        .find(|role| role_name(*role) == text)
        .ok_or_else(|| "expected super_administrator, administrator, account_administrator or auditor".into())
}
