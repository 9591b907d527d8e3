//! The command line. No option takes a secret.

use clap::{Args, Parser, Subcommand};

use crate::{
    client::SecondPasswordSource,
    command::{
        add, admin, attach, attachments, bin, completions, copy, cp, edit, export, favourite, generate,
        grant, history, import, imports, lock, login, ls, mv, notices, password, rights, rm, run, seal,
        search, second_password, setup, share, show, tag, tree, watch,
    },
    exit,
};

/// Passwords of your company, from the command line.
///
/// Folders and entries are named by path, DATABASE/FOLDER/ENTRY, or by id; a slash inside a title is written \/.
#[derive(Debug, Parser)]
#[command(name = "strongroom", version, after_help = exit::HELP, disable_help_subcommand = true)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Address of the server; by default the one signed in to last
    #[arg(long, global = true, env = "STRONGROOM_SERVER", value_name = "ADDRESS", hide_env = true)]
    pub server: Option<String>,
    /// Fingerprint of the server's certificate, as the server prints it
    #[arg(long, global = true, env = "STRONGROOM_FINGERPRINT", value_name = "SHA256:...", hide_env = true)]
    pub fingerprint: Option<String>,
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// No colours
    #[arg(long = "no-colour", visible_alias = "no-color", global = true)]
    pub no_colour: bool,
    /// Where a second password comes from.
    #[command(flatten)]
    pub second: SecondPasswordSource,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the first super administrator of a new server
    Setup(setup::Setup),
    /// Sign in
    Login(login::Login),
    /// Sign out
    Logout,
    /// Change your password
    Password(password::Password),
    /// List the databases that you may open or administer
    Databases,
    /// List a folder
    Ls(ls::Ls),
    /// Show folders and entries as a tree
    Tree(tree::Tree),
    /// Find entries by title, user name, address, tag
    #[command(visible_alias = "find")]
    Search(search::Search),
    /// Mark a favourite
    Favourite(favourite::Favourite),
    /// List your favourites
    Favourites,
    /// List what you used last
    Recent,
    /// List what expires soon
    Expiring(search::Expiring),
    /// Show an entry
    Show(show::Show),
    /// Attach files to an entry
    Attach(attach::Attach),
    /// List the files of an entry, save one, or delete one
    Attachments(attachments::Attachments),
    /// Write what you may take along to a file
    Export(export::Export),
    /// Import a file of another program, or an archive
    Import(Box<import::ImportFile>),
    /// List what you imported lately, or undo it
    Imports(imports::Imports),
    /// Copy a password to the clipboard for a few seconds
    Copy(copy::Copy),
    /// Add an entry or a folder
    Add(add::Add),
    /// Change an entry or a folder
    Edit(edit::Edit),
    /// Keep others from changing an entry or a folder for a while
    Lock(lock::Lock),
    /// Let others change it again
    Unlock(lock::Unlock),
    /// List who edits what
    Locks(lock::Locks),
    /// List, compare or restore earlier versions of an entry or a folder
    History(history::History),
    /// Set, change or remove what even the server can not read without
    SecondPassword(second_password::SecondPassword),
    /// Delete entries or folders
    Rm(rm::Rm),
    /// List what was deleted, restore it, or delete it for good
    Bin(bin::Bin),
    /// Move entries or folders to another folder
    Mv(mv::Mv),
    /// Copy entries or folders to another folder or database
    Cp(cp::Cp),
    /// Put tags on entries or folders, or take them off
    Tag(tag::Tag),
    /// Show what somebody may do, and why
    Rights(rights::Rights),
    /// Give somebody access to a folder or an entry, or list what was given
    Share(share::Share),
    /// Show, change, adopt or end a single grant
    #[command(subcommand)]
    Grant(grant::GrantCommand),
    /// Ask for sealed access, decide about it, open it
    Seal(seal::Seal),
    /// List the requests that wait for your approval
    Approvals,
    /// List what you were told
    Notices(notices::Notices),
    /// Show what changes, as it happens
    Watch(watch::Watch),
    /// Run a command with fields in its environment
    Run(run::Run),
    /// Generate a password
    Generate(generate::Generate),
    /// Users, groups, databases, rights, audit
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Print a completion script for a shell
    Completions(completions::Completions),
    /// Wipes the clipboard later; started by `copy`
    #[command(hide = true)]
    ClearClipboard(copy::ClearClipboard),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    /// Every option that could take a secret must be a flag or name a file.
    // attack: D1
    #[test]
    fn no_option_takes_a_secret() {
        fn walk(command: &clap::Command, found: &mut Vec<String>) {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                let secret =
                    ["password", "token", "secret", "recovery"].iter().any(|word| name.contains(word));
                let takes_text = argument.get_action().takes_values() && !name.ends_with("file");
                // These two take the name of a field.
                let names_a_field = matches!(name, "secret" | "secret_stdin");
                if secret && takes_text && !names_a_field {
                    found.push(format!("{} --{name}", command.get_name()));
                }
            }
            command.get_subcommands().for_each(|command| walk(command, found));
        }
        let mut found = Vec::new();
        walk(&Arguments::command(), &mut found);
        assert!(found.is_empty(), "{found:?}");
    }
}
