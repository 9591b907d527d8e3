//! What a grant gives, as people say it.

use clap::ValueEnum;
use strongroom_domain::rights::Permission;

use crate::error::CliError;

/// What a grant gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// See it, and use it without seeing the password
    Use,
    /// Read everything
    Read,
    /// Change it
    Modify,
    /// Delete it
    Delete,
}

impl Level {
    /// Its permissions, and those named besides.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a name that is no permission here.
    pub fn with(self, also: &[String]) -> Result<Vec<Permission>, CliError> {
        let all = [
            (Self::Use, Permission::AccessEntries),
            (Self::Read, Permission::ReadEntries),
            (Self::Modify, Permission::ModifyEntries),
            (Self::Delete, Permission::DeleteEntries),
        ];
        let up_to = all.into_iter().filter(|(level, _)| *level as u8 <= self as u8);
        let mut permissions: Vec<Permission> = up_to.map(|(_, permission)| permission).collect();
        for name in also {
            let permission = Permission::from_name(name).filter(|it| Permission::OBJECT.contains(it));
            permissions.push(permission.ok_or_else(|| {
                let names: Vec<&str> =
                    Permission::OBJECT.iter().map(|permission| permission.name()).collect();
                CliError::Usage(format!("`{name}` is no permission here; there are {}", names.join(", ")))
            })?);
        }
        Ok(permissions)
    }
}
