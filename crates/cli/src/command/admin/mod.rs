//! `strongroom admin`: accounts, databases, rights, audit.

mod assign;
mod audit;
mod change_rights;
mod databases;
mod dry_run;
mod groups;
mod inherit;
mod license;
mod marks;
mod members;
mod policy;
mod rule;
mod sessions;
mod settings;
mod status;
mod subscriptions;
mod users;
mod webhooks;

use clap::Subcommand;

use crate::{context::Context, error::CliError};

/// Users, groups, databases, rights, audit.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Accounts of people
    #[command(subcommand)]
    Users(users::Users),
    /// Groups of people
    #[command(subcommand)]
    Groups(groups::Groups),
    /// Who is in a group
    #[command(subcommand)]
    Members(members::Members),
    /// Databases
    #[command(subcommand)]
    Databases(databases::Databases),
    /// List who is assigned to a database
    Assignments(assign::Assignments),
    /// Assign a user or group to a database; replaces an earlier assignment
    Assign(assign::Assign),
    /// Take a user or group off a database, with their rules in it
    Unassign(assign::Unassign),
    /// List the rules on a folder or entry
    Rules(rule::Rules),
    /// Set a rule on a folder or entry; replaces an earlier rule for the same user or group
    Rule(rule::Rule),
    /// Take a rule away
    Unrule(rule::Unrule),
    /// Turn inheritance of a folder or entry on or off
    Inherit(inherit::Inherit),
    /// Make several changes of rights in a database at once, all of them or none
    ChangeRights(change_rights::ChangeRightsOf),
    /// What is enabled or disabled for the whole server
    #[command(subcommand)]
    Policy(policy::Policy),
    /// What clients do with a copied secret, and what readers are told
    #[command(subcommand)]
    Settings(settings::Settings),
    /// Read the audit trail, verify it, or take back what a record tells of
    Audit(audit::Audit),
    /// The licence
    #[command(subcommand)]
    License(license::License),
    /// Who is signed in
    #[command(subcommand)]
    Sessions(sessions::Sessions),
    /// Version, licence, sessions and storage of the server
    Status,
    /// What you want to be told of
    #[command(subcommand)]
    Subscriptions(subscriptions::Subscriptions),
    /// Addresses outside that are called
    #[command(subcommand)]
    Webhooks(webhooks::Webhooks),
}

/// Does what was asked.
///
/// # Errors
/// Why it was not done.
pub fn run(context: &Context, command: Admin) -> Result<(), CliError> {
    match command {
        Admin::Users(command) => users::run(context, &command),
        Admin::Groups(command) => groups::run(context, &command),
        Admin::Members(command) => members::run(context, &command),
        Admin::Databases(command) => databases::run(context, &command),
        Admin::Assignments(command) => assign::list(context, &command),
        Admin::Assign(command) => assign::set(context, &command),
        Admin::Unassign(command) => assign::remove(context, &command),
        Admin::Rules(command) => rule::list(context, &command),
        Admin::Rule(command) => rule::set(context, &command),
        Admin::Unrule(command) => rule::remove(context, &command),
        Admin::Inherit(command) => inherit::run(context, &command),
        Admin::ChangeRights(command) => change_rights::run(context, &command),
        Admin::Policy(command) => policy::run(context, &command),
        Admin::Settings(command) => settings::run(context, &command),
        Admin::Audit(command) => audit::run(context, &command),
        Admin::License(command) => license::run(context, &command),
        Admin::Sessions(command) => sessions::run(context, &command),
        Admin::Status => status::run(context),
        Admin::Subscriptions(command) => subscriptions::run(context, &command),
        Admin::Webhooks(command) => webhooks::run(context, &command),
    }
}
