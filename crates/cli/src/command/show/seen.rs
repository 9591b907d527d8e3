//! An object as it is or as it was, and its secrets.

use std::collections::BTreeMap;

use strongroom_api::{
    SecretText,
    objects::{FieldKind, Object},
    reveal::{Purpose, RevealRequest, Revealed},
};
use strongroom_domain::rights::SealState;
use uuid::Uuid;

use crate::{
    client::Client,
    error::CliError,
    object::{Code, Located, code_now},
};

/// An object as the caller sees it.
pub struct Seen {
    /// What is told without its secrets.
    pub object: Object,
    /// Of an earlier version: which.
    earlier: Option<String>,
}

impl Seen {
    /// As it is.
    ///
    /// # Errors
    /// What the server says.
    pub fn present(client: &Client, database: Uuid, id: Uuid) -> Result<Self, CliError> {
        let ids = (database.to_string(), id.to_string());
        Ok(Self { object: client.get(&Located::resource(&ids, &[]), &())?, earlier: None })
    }

    /// As it was in that revision.
    ///
    /// # Errors
    /// What the server says.
    pub fn earlier(client: &Client, database: Uuid, id: Uuid, revision: u64) -> Result<Self, CliError> {
        let ids = (database.to_string(), id.to_string());
        let revision = revision.to_string();
        let object = client.get(&Located::resource(&ids, &["history", &revision]), &())?;
        Ok(Self { object, earlier: Some(revision) })
    }

    /// Whether it is an earlier version.
    pub const fn is_earlier(&self) -> bool {
        self.earlier.is_some()
    }

    /// The names of its secret fields.
    pub fn secret_names(&self) -> Vec<String> {
        let secret = self.object.fields.iter().filter(|field| field.secret);
        secret.map(|field| field.name.clone()).collect()
    }

    /// The values of those secret fields, or of all; this is on record.
    ///
    /// # Errors
    /// What the server says.
    pub fn reveal(
        &self,
        client: &Client,
        purpose: Purpose,
        fields: Option<Vec<String>>,
    ) -> Result<BTreeMap<String, SecretText>, CliError> {
        let ids = (self.object.database.to_string(), self.object.id.to_string());
        let path = match &self.earlier {
            Some(revision) => Located::resource(&ids, &["history", revision, "reveal"]),
            None => Located::resource(&ids, &["reveal"]),
        };
        let request = RevealRequest { purpose, fields, second_password: None };
        client.post_once::<Revealed>(&path, &request).map(|revealed| revealed.fields)
    }

    /// The value of one field, revealed where it is secret. Of a one-time code field the code, unless the `seed` is
    /// wanted.
    ///
    /// # Errors
    /// [`CliError::Sealed`] where a seal hides the fields, [`CliError::NotFound`], or what the server says.
    pub fn value(
        &self,
        client: &Client,
        name: &str,
        purpose: Purpose,
        seed: bool,
    ) -> Result<SecretText, CliError> {
        let object = &self.object;
        let Some(field) = object.fields.iter().find(|field| field.name == name) else {
            return Err(self.sealed().unwrap_or_else(|| CliError::NotFound {
                what: format!("{}#{name}", object.title),
                hint: "`strongroom show PATH` lists the fields",
            }));
        };
        let value = match (&field.value, field.secret) {
            (value, false) => SecretText::new(value.clone().unwrap_or_default()),
            (_, true) => self
                .reveal(client, purpose, Some(vec![name.to_owned()]))?
                .remove(name)
                .ok_or_else(|| CliError::Answer(format!("it leaves out the field `{name}`")))?,
        };
        if field.kind == FieldKind::Totp && !seed {
            code_now(&value).map(|code| code.code)
        } else {
            Ok(value)
        }
    }

    /// That a seal hides what is in it, where one does.
    pub fn sealed(&self) -> Option<CliError> {
        let held = self.object.seal.as_ref().filter(|held| !held.state.is_open())?;
        let next = match held.state {
            SealState::Waiting => {
                "your request waits for approval: `strongroom share PATH` shows how far it is"
            }
            SealState::Approved => "it was approved: `strongroom seal break PATH` opens it, which is logged",
            _ => "ask for it with `strongroom seal request PATH --reason WHY`",
        };
        Some(CliError::Sealed { what: self.object.title.clone(), next })
    }

    /// The codes of this moment; a field that gives none is shown without.
    pub fn codes(&self, secrets: &BTreeMap<String, SecretText>) -> BTreeMap<String, Code> {
        let fields = self.object.fields.iter().filter(|field| field.kind == FieldKind::Totp);
        let code = |name: &String| code_now(secrets.get(name)?).ok();
        fields.filter_map(|field| Some((field.name.clone(), code(&field.name)?))).collect()
    }
}
