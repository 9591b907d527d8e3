//! `strongroom admin policy`.

use clap::Subcommand;
use strongroom_api::policies::{Policies, PutPolicies};
use strongroom_domain::rights::{Permission, PolicyState};

use crate::{
    context::Context,
    error::CliError,
    output::{Output, Table, bad, good, plain},
};

/// What is enabled or disabled for the whole server.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// List the policies
    List,
    /// Set one policy
    Set {
        /// The permission
        permission: String,
        /// enabled, not_defined or disabled; disabled binds everybody, the super administrator included
        #[arg(value_parser = state)]
        state: PolicyState,
    },
    /// Set all policies as on a new server
    RestoreDefaults,
}

/// Does what was asked.
pub fn run(context: &Context, command: &Policy) -> Result<(), CliError> {
    let client = context.client()?;
    let policies: Policies = match command {
        Policy::List => client.get(&["policies"], &())?,
        Policy::RestoreDefaults => client.post(&["policies", "restore-defaults"], &serde_json::json!({}))?,
        Policy::Set { permission, state } => {
            let permission = Permission::from_name(permission)
                .filter(|permission| Permission::DATABASE.contains(permission))
                .ok_or_else(|| {
                    CliError::Usage(format!("`{permission}` has no policy; `admin policy list` lists them"))
                })?;
            let mut permissions = client.get::<Policies>(&["policies"], &())?.permissions;
            permissions.insert(permission, *state);
            client.put(&["policies"], &PutPolicies { permissions })?.json()?
        }
    };
    context.out.either(&policies, |out| print(out, &policies))
}

fn print(out: &Output, policies: &Policies) -> Result<(), CliError> {
    let mut table = Table::new(["permission", "policy"]);
    for (permission, state) in &policies.permissions {
        let shown = match state {
            PolicyState::Enabled => good("enabled"),
            PolicyState::NotDefined => plain("not_defined"),
            PolicyState::Disabled => bad("disabled"),
        };
        table.row([plain(permission.name()), shown]);
    }
    out.table(&table)
}

fn state(text: &str) -> Result<PolicyState, String> {
    match text {
        "enabled" => Ok(PolicyState::Enabled),
        "not_defined" => Ok(PolicyState::NotDefined),
        "disabled" => Ok(PolicyState::Disabled),
        _ => Err("expected enabled, not_defined or disabled".into()),
    }
}
