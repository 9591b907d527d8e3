//! `strongroom rights`.

use clap::Args;
use strongroom_api::{
    list::{MAX_LIMIT, PageQuery},
    principals::PrincipalKind,
    rights::{EffectiveRights, EffectiveRightsQuery, Who},
};

use crate::{
    clock,
    context::Context,
    error::CliError,
    object::{self, Address, Located, reason, short_rights},
    output::{Output, Table, bad, faint, good, plain, strong},
};

/// Shows what you or somebody else may do on an object or a database, and why.
#[derive(Debug, Args)]
pub struct Rights {
    /// DATABASE or DATABASE/FOLDER/ENTRY
    #[arg(value_name = "PATH")]
    address: String,
    /// Of another person, or of whoever is in a group and in no other, for those who administer the database
    #[arg(long, short, value_name = "NAME")]
    user: Option<String>,
    /// At another time, by the rules as they are now
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// Who has access to the object: how many people, for those who read it, and who, where the server or a right says so
    #[arg(long, conflicts_with_all = ["user", "at"])]
    who: bool,
}

/// Shows rights.
pub fn run(context: &Context, arguments: &Rights) -> Result<(), CliError> {
    let client = context.client()?;
    let located = object::locate(&client, &arguments.address.parse::<Address>()?)?;
    if arguments.who {
        return who(context, &client, &located);
    }
    let user = arguments.user.as_deref().map(|name| object::principal(&client, name)).transpose()?;
    let of = |kind| user.as_ref().filter(|principal| principal.kind == kind).map(|principal| principal.id);
    let query = EffectiveRightsQuery {
        user: of(PrincipalKind::User),
        group: of(PrincipalKind::Group),
        object: located.object.as_ref().map(|object| object.id),
        at: arguments.at.as_deref().map(clock::instant).transpose()?,
        explain: Some(true),
    };
    let database = located.database.id.to_string();
    let rights: EffectiveRights = client.get(&["databases", &database, "effective-rights"], &query)?;
    context.out.either(&rights, |out| {
        let person = user.as_ref().map_or_else(|| "you".to_owned(), |user| user.name.clone());
        let place = located.object.as_ref().map_or(&located.database.name, |object| &object.title);
        out.line(&[strong(place), plain(format!(": what {person} may do at {}", clock::shown(rights.at)))])?;
        print(out, &rights)
    })
}

fn print(out: &Output, rights: &EffectiveRights) -> Result<(), CliError> {
    let mut table = Table::bare();
    for (permission, decision) in &rights.permissions {
        let answer = if decision.allowed { good("yes") } else { bad("no") };
        let mut why = decision.because.as_ref().map(reason).unwrap_or_default();
        for other in &decision.also {
            why.push_str("; also ");
            why.push_str(&reason(other));
        }
        table.row([plain(format!("  {permission}")), answer, faint(why)]);
    }
    out.table(&table)
}

fn who(context: &Context, client: &crate::client::Client, located: &Located) -> Result<(), CliError> {
    let object = located
        .object
        .as_ref()
        .ok_or_else(|| CliError::Usage("--who is about a folder or an entry, not about a database".into()))?;
    let ids = (located.database.id.to_string(), object.id.to_string());
    let path = Located::resource(&ids, &["who"]);
    let who: Who = client.get(&path, &PageQuery { limit: Some(MAX_LIMIT), cursor: None })?;
    let who = if who.next.is_none() {
        who
    } else {
        Who { items: client.list(&path, &PageQuery::default())?, next: None, ..who }
    };
    context.out.either(&who, |out| {
        out.line(&[strong(&object.title), plain(format!(": {} can open it", counted(who.count)))])?;
        if who.items.is_empty() && who.count > 0 {
            return out.say("who they are is told to those who administer the database");
        }
        let mut table = Table::bare();
        for access in &who.items {
            let why = access.because.as_ref().map(reason).unwrap_or_default();
            table.row([
                plain(format!("  {}", access.user.name)),
                plain(short_rights(&access.permissions)),
                faint(why),
            ]);
        }
        out.table(&table)
    })
}

fn counted(people: u64) -> String {
    match people {
        0 => "nobody".into(),
        1 => "one person".into(),
        more => format!("{more} people"),
    }
}
