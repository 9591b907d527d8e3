//! Several objects of one database, named one by one.

use strongroom_api::{
    databases::Database,
    many::{AtRevision, Effects, NamedObject},
    objects::{Object, ObjectKind},
};

use super::{Address, Found, Located, locate_object, short_rights};
use crate::{
    client::Client,
    error::CliError,
    output::{Output, Table, plain, strong},
};

/// Several folders and entries of one database.
pub struct Several {
    /// The database.
    pub database: Database,
    /// Each of them.
    pub objects: Vec<Found>,
}

impl Several {
    /// Finds them all.
    ///
    /// # Errors
    /// [`CliError::Usage`] where they are in different databases; as [`locate_object`].
    pub fn locate(client: &Client, addresses: &[String]) -> Result<Self, CliError> {
        let mut found: Option<Self> = None;
        for address in addresses {
            let (database, object) = locate_object(client, &address.parse::<Address>()?)?;
            let several =
                found.get_or_insert_with(|| Self { database: database.clone(), objects: Vec::new() });
            if several.database.id != database.id {
                return Err(CliError::Usage("all of them must be in the same database".into()));
            }
            several.objects.push(object);
        }
        found.ok_or_else(|| CliError::Usage("name at least one folder or entry".into()))
    }

    /// As a call names them, each with the revision that it is at now: what was looked at must still be so.
    ///
    /// # Errors
    /// What the server says.
    pub fn at_revisions(&self, client: &Client) -> Result<Vec<NamedObject>, CliError> {
        let database = self.database.id.to_string();
        let at_revision = |found: &Found| {
            let ids = (database.clone(), found.id.to_string());
            let object: Object = client.get(&Located::resource(&ids, &[]), &())?;
            // Of what is only a name the revision is not told; the server says what may be done to it.
            let revision =
                if object.revision > 0 { AtRevision::Exactly(object.revision) } else { AtRevision::ANY };
            Ok(NamedObject { id: found.id, revision: Some(revision) })
        };
        self.objects.iter().map(at_revision).collect()
    }

    /// What they are called, as in `Mail` or `3 folders and entries`.
    pub fn described(&self) -> String {
        match self.objects.as_slice() {
            [only] => only.title.clone(),
            several => format!("{} folders and entries", several.len()),
        }
    }

    /// The first folder among them.
    pub fn folder(&self) -> Option<&Found> {
        self.objects.iter().find(|found| found.kind == ObjectKind::Folder)
    }
}

/// Prints what a move or a copy would do.
///
/// # Errors
/// What printing says.
pub fn print_effects(out: &Output, verb: &str, effects: &Effects) -> Result<(), CliError> {
    out.either(effects, |out| {
        out.say(format!("would {verb} {} folders and entries; nothing was changed", effects.objects))?;
        if let (Some(more), Some(less)) = (effects.gain_sight, effects.lose_sight) {
            out.say(format!("{more} others would see more, {less} would see less"))?;
        }
        if !effects.lost.is_empty() {
            out.say(format!("you would lose: {}", short_rights(&effects.lost)))?;
        }
        let Some(people) = &effects.people else {
            return Ok(());
        };
        if people.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(["who", "gains", "loses"]);
        for person in people {
            table.row([
                strong(&person.user.name),
                plain(short_rights(&person.gained)),
                plain(short_rights(&person.lost)),
            ]);
        }
        out.table(&table)?;
        if effects.more > 0 {
            out.say(format!("and {} more", effects.more))?;
        }
        Ok(())
    })
}
