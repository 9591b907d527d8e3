//! One file a command: what it takes and what it does.

pub mod add;
pub mod admin;
mod approvals;
pub mod attach;
pub mod attachments;
pub mod bin;
pub mod completions;
pub mod copy;
pub mod cp;
pub mod databases;
pub mod edit;
pub mod export;
pub mod favourite;
mod fields;
pub mod generate;
pub mod grant;
pub mod history;
pub mod import;
pub mod imports;
pub mod lock;
pub mod login;
mod logout;
pub mod ls;
pub mod mv;
pub mod notices;
pub mod password;
mod properties;
pub mod rights;
pub mod rm;
pub mod run;
pub mod seal;
pub mod search;
pub mod second_password;
pub mod setup;
pub mod share;
pub mod show;
pub mod tag;
pub mod tree;
pub mod watch;

use std::process::ExitCode;

use crate::{arguments::Command, context::Context, error::CliError, exit::Exit};

/// Does what was asked.
///
/// # Errors
/// Why it was not done.
pub fn run(context: &Context, command: Command) -> Result<ExitCode, CliError> {
    match command {
        Command::Setup(command) => setup::run(context, &command)?,
        Command::Login(command) => login::run(context, &command)?,
        Command::Logout => logout::run(context)?,
        Command::Password(command) => password::run(context, &command)?,
        Command::Databases => databases::run(context)?,
        Command::Ls(command) => ls::run(context, &command)?,
        Command::Tree(command) => tree::run(context, &command)?,
        Command::Search(command) => search::run(context, &command)?,
        Command::Favourite(command) => favourite::run(context, &command)?,
        Command::Favourites => favourite::list(context)?,
        Command::Recent => favourite::recent(context)?,
        Command::Expiring(command) => search::expiring(context, &command)?,
        Command::Show(command) => show::run(context, &command)?,
        Command::Attach(command) => attach::run(context, &command)?,
        Command::Attachments(command) => attachments::run(context, &command)?,
        Command::Export(command) => export::run(context, &command)?,
        Command::Import(command) => import::run(context, &command)?,
        Command::Imports(command) => imports::run(context, &command)?,
        Command::Copy(command) => copy::run(context, &command)?,
        Command::Add(command) => add::run(context, &command)?,
        Command::Edit(command) => edit::run(context, &command)?,
        Command::Lock(command) => lock::lock(context, &command)?,
        Command::Unlock(command) => lock::unlock(context, &command)?,
        Command::Locks(command) => lock::locks(context, &command)?,
        Command::History(command) => history::run(context, &command)?,
        Command::SecondPassword(command) => second_password::run(context, &command)?,
        Command::Rm(command) => rm::run(context, &command)?,
        Command::Bin(command) => bin::run(context, &command)?,
        Command::Mv(command) => mv::run(context, &command)?,
        Command::Cp(command) => cp::run(context, &command)?,
        Command::Tag(command) => tag::run(context, &command)?,
        Command::Rights(command) => rights::run(context, &command)?,
        Command::Share(command) => share::run(context, &command)?,
        Command::Grant(command) => grant::run(context, &command)?,
        Command::Seal(command) => seal::run(context, &command)?,
        Command::Approvals => approvals::run(context)?,
        Command::Notices(command) => notices::run(context, &command)?,
        Command::Watch(command) => watch::run(context, &command)?,
        Command::Run(command) => return run::run(context, &command),
        Command::Generate(command) => generate::run(context, &command)?,
        Command::Admin(command) => admin::run(context, command)?,
        Command::Completions(command) => completions::run(context, &command)?,
        Command::ClearClipboard(command) => copy::clear_later(&command)?,
    }
    Ok(Exit::Ok.into())
}
