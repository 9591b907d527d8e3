//! The golden table: a small company, each person on each object, every permission with its reason, as a committed text. A
//! change of the rules shows here as lines that a reviewer can read.

use std::{collections::BTreeMap, fmt::Write};

use strongroom_domain::{
    account::{Principal, Role},
    id::ObjectId,
    rights::{Cause, Explanation, Permission, PermissionSet, PolicyState, SealState, Target, Visibility},
};

use crate::world::{World, name, seal, user};
use Permission::*;

/// Who there is, and what for.
const PEOPLE: [(&str, &str); 10] = [
    ("sara", "super administrator"),
    ("adam", "administrator, in staff"),
    ("ivan", "in staff and it, administers the database"),
    ("ida", "in staff and it, kept from changing servers"),
    ("hana", "in staff and hr"),
    ("sam", "in staff and sales"),
    ("ines", "in staff and interns"),
    ("finn", "in staff; seal broken on payroll"),
    ("eve", "from outside: grants only"),
    ("dora", "in staff, account disabled"),
];

fn company() -> World {
    let mut world = World::empty();
    for (who, _) in PEOPLE {
        world.account(who, &[]);
    }
    world.account("sara", &[Role::SuperAdministrator]).account("adam", &[Role::Administrator]);
    world.directory.users.get_mut(&user("dora")).unwrap().enabled = false;
    world.group("staff", &["adam", "ivan", "ida", "hana", "sam", "ines", "finn", "dora"]);
    world.group("it", &["ivan", "ida"]).group("hr", &["hana"]).group("sales", &["sam"]);
    world.group("interns", &["ines"]);

    world.folder("it", None).folder("servers", Some("it")).entry("web", Some("servers"));
    world.entry("backup", Some("servers")).entry("wifi", Some("it"));
    world.folder("sales", None).entry("crm", Some("sales")).folder("tips", Some("sales"));
    world.folder("hr", None).entry("payroll", Some("hr")).cut("hr");
    world.folder("shared", None).entry("printer", Some("shared"));

    world.policy(AutoFill, PolicyState::Enabled).policy(SetSecondPassword, PolicyState::Enabled);
    world.policy(PrintEntries, PolicyState::Disabled);
    world.assign("@staff", &[AccessDatabase, PrintEntries], &[]);
    let it =
        [AccessDatabase, ReadEntries, ModifyEntries, AddEntries, DeleteEntries, GrantAccess, SealEntries];
    world.assign("@it", &it, &[]).assign("ivan", &[GrantAdminRights, ExportEntries], &[]);
    world.assign("@interns", &[], &[ExportEntries, GrantAccess]).assign("@sales", &[], &[]).assign(
        "@hr",
        &[],
        &[],
    );

    world.rule("servers", "ida", &[], &[ModifyEntries]).rule("shared", "@staff", &[ReadEntries], &[]);
    world.rule("sales", "@sales", &[ReadEntries, ModifyEntries], &[]).rule(
        "tips",
        "@staff",
        &[AccessEntries, AddEntries],
        &[],
    );
    let all = PermissionSet::OBJECT.iter().collect::<Vec<_>>();
    world.rule("hr", "@hr", &all, &[]).rule("shared", "@interns", &[], &[AccessEntries]);

    let read = &[AccessEntries, ReadEntries];
    world.grant("web-eve", "web", "ivan", "eve", &[AccessEntries, ReadEntries, ModifyEntries], None);
    world.grant("backup-eve", "backup", "ida", "eve", &[AccessEntries, ModifyEntries], None);
    world.grant("crm-eve", "crm", "sam", "eve", read, None);
    world.grant("pay-finn", "payroll", "hana", "finn", read, seal("finn", SealState::Broken));
    world.grant("pay-sam", "payroll", "hana", "sam", read, seal("sam", SealState::Waiting));
    world
}

fn sign(permission: Permission) -> &'static str {
    match permission {
        AccessDatabase => "access",
        AccessEntries => "see",
        ReadEntries => "read",
        ModifyEntries => "modify",
        AddEntries => "add",
        DeleteEntries => "delete",
        AutoComplete => "type",
        AutoFill => "fill",
        AcceptFromAddons => "addons",
        PrintEntries => "print",
        ExportEntries => "export",
        SaveLocalCopy => "copy",
        Synchronize => "sync",
        GrantAccess => "grant",
        SealEntries => "seal",
        SetSecondPassword => "second",
        GrantAdminRights => "admin",
    }
}

fn of(principal: Principal) -> String {
    match principal {
        Principal::User(_) => name(principal.to_bytes()),
        Principal::Group(_) => format!("@{}", name(principal.to_bytes())),
    }
}

fn place(object: ObjectId) -> String {
    format!("`{}`", name(object.to_bytes()))
}

fn reason(permission: Permission, cause: Cause) -> String {
    let by = |mark| if mark == permission { String::new() } else { format!("{} ", sign(mark)) };
    match cause {
        Cause::Owner { owner } => format!("owner {}", of(owner)),
        Cause::SuperAdministrator => "super administrator".into(),
        Cause::AssignmentAllows { principal, mark } => format!("{}allowed to {}", by(mark), of(principal)),
        Cause::RuleAllows { object, principal, mark } => {
            format!("{}allowed to {} on {}", by(mark), of(principal), place(object))
        }
        Cause::GrantAllows { object, grantee, author, .. } => {
            format!("granted to {} on {} by {}", of(grantee), place(object), name(author.to_bytes()))
        }
        Cause::PolicyEnabled { permission: mark } => format!("{}policy enabled", by(mark)),
        Cause::AccountDisabled => "account disabled".into(),
        Cause::PolicyDisabled { permission: mark } => format!("{}policy disabled", by(mark)),
        Cause::NotOwner => "not the owner".into(),
        Cause::NotAssigned => "not assigned".into(),
        Cause::DatabaseNotAllowed => "assigned without access".into(),
        Cause::AssignmentDenies { principal, mark } => format!("{}denied to {}", by(mark), of(principal)),
        Cause::RuleDenies { object, principal, mark } => {
            format!("{}denied to {} on {}", by(mark), of(principal), place(object))
        }
        Cause::Needs { permission } => format!("needs {}", sign(permission)),
        Cause::Cut { object } => format!("inheritance off at {}", place(object)),
        Cause::OpenByGrantOnly => "open by grant only".into(),
        Cause::RuleWithoutAssignment { object, principal } => {
            format!("rule for unassigned {} on {}", of(principal), place(object))
        }
        Cause::Seal { state, .. } => format!("seal is {state:?}").to_lowercase(),
        Cause::Suspended { grant } => format!("grant {} lacks support", name(grant.to_bytes())),
        Cause::OnlyThroughSeal => "only through a seal".into(),
        Cause::NothingAllows => "nothing allows it".into(),
        Cause::Below => "refused below".into(),
        Cause::OtherLevel => "decided elsewhere".into(),
    }
}

/// The signs, and below them a line for each reason with what rests on it.
fn lines(explained: &[Explanation]) -> String {
    let signs: String = explained
        .iter()
        .map(|e| {
            let width = sign(e.permission).len();
            format!("{:<width$} ", if e.allowed { "+" } else { "." })
        })
        .collect();
    let mut reasons: BTreeMap<(bool, String), Vec<&str>> = BTreeMap::new();
    for e in explained.iter().filter(|e| e.because != Cause::NothingAllows) {
        let causes = std::iter::once(&e.because).chain(&e.also).map(|cause| reason(e.permission, *cause));
        let text = causes.collect::<Vec<_>>().join("; also ");
        reasons.entry((!e.allowed, text)).or_default().push(sign(e.permission));
    }
    let mut text = format!("{}\n", signs.trim_end());
    for ((refused, reason), of) in reasons {
        let sign = if refused { '.' } else { '+' };
        writeln!(text, "           {sign} {}: {reason}", of.join(" ")).unwrap();
    }
    text
}

fn heading(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| sign(*permission)).collect::<Vec<_>>().join(" ")
}

fn seen(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Hidden => "hidden",
        Visibility::Stub => "name only",
        Visibility::Sealed { .. } => "sealed",
        Visibility::Visible { seal: None, .. } => "visible",
        Visibility::Visible { seal: Some(_), .. } => "visible, with seal",
    }
}

// attack: A1, A3
#[test]
fn the_company_is_as_it_was() {
    let world = company();
    let index = world.index();
    let mut table = String::new();
    for (who, what) in PEOPLE {
        writeln!(table, "{who}: {what}").unwrap();
    }
    writeln!(table, "\nA plus allows, a dot refuses; a dot without a reason: nothing allows it.").unwrap();
    writeln!(table, "\n\nTHE DATABASE\n").unwrap();
    writeln!(table, "         {}", heading(&Permission::DATABASE)).unwrap();
    for (who, _) in PEOPLE {
        let explained = world.ask(who, |view| view.explain(Target::Database));
        write!(table, "{who:<8} {}", lines(&explained)).unwrap();
    }
    for slot in index.walk(None) {
        let id = index.node(slot).unwrap().id;
        let path: Vec<String> = index.path(id).iter().rev().map(|id| name(id.to_bytes())).collect();
        writeln!(table, "\n\n{}\n", path.join(" / ").to_uppercase()).unwrap();
        writeln!(table, "         {}", heading(&Permission::OBJECT)).unwrap();
        for (who, _) in PEOPLE {
            let (explained, visibility) =
                world.ask(who, |view| (view.explain(Target::Object(id)), view.visibility(id)));
            let text = lines(&explained);
            let (signs, reasons) = text.split_once('\n').unwrap();
            writeln!(table, "{who:<8} {signs:<47} {}", seen(visibility)).unwrap();
            table.push_str(reasons);
        }
    }
    insta::assert_snapshot!(table);
}
