//! The same model as Cedar policies: one policy for each assignment and each object rule.
//!
//! Cedar's own semantics are those of marks: a `forbid` anywhere beats every `permit`, and both reach down the
//! hierarchy. Left out are what the measured database does not have: grants, periods, cuts, private databases.

use std::{collections::HashSet, str::FromStr};

use anyhow::Context as _;
use cedar_policy::{Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid};
use cedar_policy::{PolicyId, PolicySet, Request};
use strongroom_domain::{
    account::Principal,
    database::DatabaseRules,
    id::{ObjectId, UserId},
    rights::{Marks, Permission, ServerRules},
};

/// Policies and entities, ready to be asked.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
}

fn uid(kind: &str, id: &str) -> anyhow::Result<EntityUid> {
    let kind = EntityTypeName::from_str(kind).context("an entity type")?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

const DATABASE: &str = "Database::\"database\"";

impl Cedar {
    pub fn new(server: &ServerRules, rules: &DatabaseRules) -> anyhow::Result<Self> {
        let mut policies = PolicySet::new();
        for assignment in &rules.assignments {
            add(&mut policies, assignment.principal, assignment.marks, DATABASE)?;
        }
        for rule in &rules.rules {
            add(&mut policies, rule.principal, rule.marks, &format!("Object::\"{}\"", rule.object))?;
        }
        let authorizer = Authorizer::new();
        Ok(Self { authorizer, policies, entities: entities(server, rules)? })
    }

    /// Asks whether the user may read the object.
    pub fn request(&self, user: UserId, object: ObjectId) -> anyhow::Result<Request> {
        let (user, read) = (uid("User", &user.to_string())?, uid("Action", "read_entries")?);
        Request::new(user, read, uid("Object", &object.to_string())?, Context::empty(), None)
            .context("a request")
    }

    pub fn decide(&self, request: &Request) -> bool {
        self.authorizer.is_authorized(request, &self.policies, &self.entities).decision() == Decision::Allow
    }
}

/// An allow of reading permits it; a deny of seeing or reading forbids it.
fn add(policies: &mut PolicySet, principal: Principal, marks: Marks, on: &str) -> anyhow::Result<()> {
    let read = Permission::ReadEntries;
    let effect = if marks.allow().has(read) {
        "permit"
    } else if marks.deny().has(read) || marks.deny().has(Permission::AccessEntries) {
        "forbid"
    } else {
        return Ok(());
    };
    let who = match principal {
        Principal::User(user) => format!("principal == User::\"{user}\""),
        Principal::Group(group) => format!("principal in Group::\"{group}\""),
    };
    let text = format!("{effect}({who}, action == Action::\"read_entries\", resource in {on});");
    let id = PolicyId::new(format!("policy{}", policies.num_of_policies()));
    policies.add(cedar_policy::Policy::parse(Some(id), text).context("a policy")?).context("a new policy")
}

fn entities(server: &ServerRules, rules: &DatabaseRules) -> anyhow::Result<Entities> {
    let database = uid("Database", "database")?;
    let mut all = vec![Entity::new_no_attrs(database.clone(), HashSet::new())];
    for group in server.directory().groups.keys() {
        all.push(Entity::new_no_attrs(uid("Group", &group.to_string())?, HashSet::new()));
    }
    for user in server.directory().users.keys() {
        let groups = server.groups_of(*user).iter().map(|group| uid("Group", &group.to_string()));
        all.push(Entity::new_no_attrs(uid("User", &user.to_string())?, groups.collect::<Result<_, _>>()?));
    }
    for node in &rules.nodes {
        let parent = match node.parent {
            Some(parent) => uid("Object", &parent.to_string())?,
            None => database.clone(),
        };
        all.push(Entity::new_no_attrs(uid("Object", &node.id.to_string())?, HashSet::from([parent])));
    }
    Entities::from_entities(all, None).context("the entities")
}
