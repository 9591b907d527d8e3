//! What other rules would do, before they are set: who gains and loses what, what somebody could do then and why. Every
//! check is made as for the real thing, nothing is changed, and what is told rests on the one decision function, asked about
//! the rules as they would be.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    database::{Assignment, ObjectRule},
    id::{DatabaseId, ObjectId},
    rights::{Explanation, Index, Look, Permission, PlaceLook, ServerRules, Supposition, Target},
    time::Instant,
};

use super::{
    assignments::check_assignment,
    rules::check_rule,
    standing::Standing,
    together::{Judging, action, check_count},
};
use crate::{
    caller::Caller,
    error::ServiceError,
    objects::{Allowed, Preview, Supposed, may_compare},
    service::Service,
};

/// So many changes are supposed at once.
pub const SUPPOSED_CHANGES: usize = 1_000;
/// So often it is looked whether somebody hands something out: each change at each spot where rights may differ.
const JUDGED: usize = 250_000;
/// The looks of so many objects are compared.
const COMPARED_LOOKS: usize = 100_000;
/// The looks of so many objects are told.
const TOLD_LOOKS: usize = 10_000;

/// A change of what is set, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// [`Service::set_assignment`].
    Assignment(Assignment),
    /// [`Service::remove_assignment`].
    NoAssignment(Principal),
    /// [`Service::set_rule`]; without a mark the rule goes.
    Rule(ObjectRule),
    /// [`Service::remove_rule`].
    NoRule(ObjectId, Principal),
    /// [`Service::set_inheritance`].
    Inheritance(ObjectId, bool),
}

impl Setting {
    /// The object at and below which rights may differ; absent: anywhere in the database.
    const fn top(&self) -> Option<ObjectId> {
        match self {
            Self::Assignment(_) | Self::NoAssignment(_) => None,
            Self::Rule(rule) => Some(rule.object),
            Self::NoRule(object, _) | Self::Inheritance(object, _) => Some(*object),
        }
    }
}

/// What is asked about somebody under rules that are supposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// About whom.
    pub principal: Principal,
    /// What they could do: on the object, or at the database.
    pub on: Option<ObjectId>,
    /// On which objects this permission would look otherwise than now.
    pub looks: Option<Permission>,
}

/// What somebody could do then.
#[derive(Debug, Clone)]
pub struct Foretold {
    /// About whom.
    pub principal: Principal,
    /// At which instant: now, by the rules as they would be.
    pub at: Instant,
    /// Exactly the eight permissions of an object, or the sixteen of the database, each with its reason.
    pub permissions: Vec<Explanation>,
    /// Where the permission that was asked about would look otherwise than now; absent where none was.
    pub looks: Option<OtherLooks>,
}

/// Where a permission would look otherwise.
#[derive(Debug, Clone)]
pub struct OtherLooks {
    /// At the database, whether or not it is another.
    pub at_database: Look,
    /// On each object on which something is set, now or then, and where it would look otherwise than now.
    pub changed: Vec<PlaceLook>,
}

impl Service {
    /// What one change would do.
    ///
    /// # Errors
    /// Those of the change itself; [`ServiceError::LimitReached`] where rights would have to be compared too often.
    pub async fn preview_setting(
        self: &Arc<Self>,
        caller: &Caller,
        id: DatabaseId,
        setting: Setting,
    ) -> Result<Preview, ServiceError> {
        // First of all: those who may not administer learn nothing.
        let _ = self.administers_database(caller, id, action(&setting))?;
        self.check_setting(id, &setting)?;
        match setting {
            Setting::NoAssignment(principal) => {
                self.assignment_of(id, principal)?.ok_or(ServiceError::NotFound)?;
            }
            Setting::NoRule(object, principal) => {
                self.rule_of(id, object, principal)?.ok_or(ServiceError::NotFound)?;
            }
            _ => {}
        }
        Ok(self.preview_settings(caller, id, vec![setting], None).await?.0)
    }

    /// What some changes would do, made one after the other; and what somebody could do then. Taking away what is not set
    /// is as asked. Without a change it tells how it is.
    ///
    /// # Errors
    /// As [`Self::preview_setting`].
    pub async fn preview_settings(
        self: &Arc<Self>,
        caller: &Caller,
        id: DatabaseId,
        settings: Vec<Setting>,
        asked: Option<Asked>,
    ) -> Result<(Preview, Option<Foretold>), ServiceError> {
        check_count(&settings)?;
        self.preview_with(caller, move |service, caller| {
            let (proof, sequence) = service.administers_database(caller, id, DatabaseAction::SeeRights)?;
            service.check_settings(caller, id, &settings)?;
            if let Some(asked) = &asked {
                service.must_be_there(asked.principal)?;
            }
            let others = service.memory.accounts.read().users().count().saturating_sub(1);
            let rules = service.rules();
            let database = service.database(id)?;
            let standing = Standing::of(service.stored_rules(id)?);
            // Others have the database while it is worked on what it would be.
            let base = {
                let state = database.read();
                if (proof.server_sequence(), sequence) != (rules.sequence(), state.index.sequence()) {
                    return Err(ServiceError::Stale);
                }
                is_within_bounds(&state.index, others, &settings, asked.as_ref())?;
                state.index.clone()
            };
            let judging = Judging { caller, database: (id, database.kind()), rules: &rules, index: &base };
            let (_, supposed) = judging.steps(standing, &settings, true)?;
            let supposed = supposed.unwrap_or_else(|| base.supposing());
            let told = asked.map(|asked| tell(&base, &supposed, &rules, caller, asked)).transpose()?;
            let objects = supposed.objects() as u64;
            let supposed = Supposed::Ruled(Box::new(supposed));
            let own = supposed.of(&base.view(&rules, caller.user, caller.now));
            let server_sequence = rules.sequence();
            Ok(Allowed { database: id, supposed, sequence, server_sequence, objects, own, told })
        })
        .await
    }

    /// Whether the caller may make such changes at all, and what can be said of each without its surroundings.
    pub(super) fn check_settings(
        &self,
        caller: &Caller,
        id: DatabaseId,
        settings: &[Setting],
    ) -> Result<(), ServiceError> {
        for (number, setting) in settings.iter().enumerate() {
            let _ = self.administers_database(caller, id, action(setting))?;
            let checked = self.check_setting(id, setting);
            checked.map_err(|error| error.within(&format!("/changes/{number}")))?;
        }
        Ok(())
    }

    /// What can be said of a change without its surroundings.
    pub(super) fn check_setting(&self, id: DatabaseId, setting: &Setting) -> Result<(), ServiceError> {
        match setting {
            Setting::Assignment(assignment) => {
                check_assignment(assignment)?;
                self.must_be_there(assignment.principal)
            }
            Setting::Rule(rule) => {
                check_rule(rule)?;
                self.must_be_there(rule.principal)
            }
            Setting::NoAssignment(principal) | Setting::NoRule(_, principal) => {
                self.must_be_there(*principal)
            }
            // As for the real thing, which takes the key.
            Setting::Inheritance(..) => self.database(id)?.read().open().map(|_| ()),
        }
    }
}

/// How much work it would be, before any of it.
fn is_within_bounds(
    index: &Index,
    others: usize,
    settings: &[Setting],
    asked: Option<&Asked>,
) -> Result<(), ServiceError> {
    may_compare(others, index.spots_at(settings.iter().map(Setting::top)))?;
    may_judge(index, settings)?;
    let looks = asked.is_some_and(|asked| asked.looks.is_some());
    if looks && index.spots_at([None]) > COMPARED_LOOKS {
        return Err(ServiceError::LimitReached {
            what: "something is set on too many objects to tell where it would look otherwise".into(),
            limit: COMPARED_LOOKS,
        });
    }
    Ok(())
}

/// How much work it would be to judge several changes, before any of it.
pub(super) fn may_judge(index: &Index, settings: &[Setting]) -> Result<(), ServiceError> {
    let spots = index.spots_at(settings.iter().map(Setting::top));
    if settings.len().saturating_mul(spots) <= JUDGED {
        return Ok(());
    }
    let what = "too many changes at once for all that is set in it; ask for parts of them";
    Err(ServiceError::LimitReached { what: what.into(), limit: JUDGED })
}

fn tell(
    base: &Index,
    supposed: &Supposition,
    rules: &ServerRules,
    caller: &Caller,
    asked: Asked,
) -> Result<Foretold, ServiceError> {
    let then = supposed.index().principal(rules, asked.principal, caller.now);
    let target = match asked.on {
        Some(object) if supposed.index().slot(object).is_none() => return Err(ServiceError::NotFound),
        Some(object) => Target::Object(object),
        None => Target::Database,
    };
    let looks = asked.looks.map(|permission| {
        let now = base.principal(rules, asked.principal, caller.now);
        // Where something is set on one side alone, the other side has what comes from above.
        let mut objects = base.set_objects();
        objects.extend(supposed.index().set_objects());
        objects.sort_unstable();
        objects.dedup();
        let other = |object: ObjectId| {
            let look = then.place_look(object, permission)?;
            (now.place_look(object, permission) != Some(look)).then_some(look)
        };
        let changed: Vec<PlaceLook> = objects.into_iter().filter_map(other).collect();
        if changed.len() > TOLD_LOOKS {
            return Err(ServiceError::LimitReached {
                what: "it would look otherwise on too many objects to tell".into(),
                limit: TOLD_LOOKS,
            });
        }
        Ok(OtherLooks { at_database: then.look_at_database(permission), changed })
    });
    let permissions = then.explain(target);
    Ok(Foretold { principal: asked.principal, at: caller.now, permissions, looks: looks.transpose()? })
}
