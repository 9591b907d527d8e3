//! What a change of rights would do.

use serde::Serialize;
use strongroom_api::many::{DryRunQuery, Effects};

use crate::{client::Client, context::Context, error::CliError, object};

const DRY_RUN: DryRunQuery = DryRunQuery { dry_run: Some(true) };

/// Asks what a PUT would do, and prints it.
///
/// # Errors
/// Those of the change itself.
pub fn put(
    context: &Context,
    client: &Client,
    path: &[&str],
    request: &impl Serialize,
) -> Result<(), CliError> {
    let effects: Effects = client.request("PUT", path).query(&DRY_RUN)?.body(request)?.send()?.json()?;
    print(context, &effects)
}

/// The same of a POST.
///
/// # Errors
/// Those of the change itself.
pub fn post(
    context: &Context,
    client: &Client,
    path: &[&str],
    request: &impl Serialize,
) -> Result<(), CliError> {
    let effects: Effects = client.request("POST", path).query(&DRY_RUN)?.body(request)?.send()?.json()?;
    print(context, &effects)
}

/// The same of a DELETE.
///
/// # Errors
/// Those of the change itself.
pub fn delete(context: &Context, client: &Client, path: &[&str]) -> Result<(), CliError> {
    let effects: Effects = client.request("DELETE", path).query(&DRY_RUN)?.send()?.json()?;
    print(context, &effects)
}

/// Prints what would happen.
///
/// # Errors
/// Those of printing.
pub fn print(context: &Context, effects: &Effects) -> Result<(), CliError> {
    object::print_effects(&context.out, "set rights on", effects)
}
