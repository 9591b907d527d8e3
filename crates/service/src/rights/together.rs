//! Changing what is set in a database: one thing or several, all of them or none, in one transaction.
//!
//! Each change is judged by the rules as those before it leave them: whether the one who makes it still administers, and
//! what it hands out. A preview judges the same way, so what it tells is what comes about.

use std::sync::Arc;

use strongroom_domain::{
    administration::{self, Actor, AdministeredDatabase, Administers, DatabaseAction, handing_out},
    database::DatabaseKind,
    id::DatabaseId,
    rights::{Change, Index, RuleChange, ServerRules, SettingChange, Supposition},
};
use strongroom_store::{Raises, Write, objects, proof, rules as rows};

use super::{
    SUPPOSED_CHANGES, Setting,
    foretold::may_judge,
    standing::{Standing, Step},
};
use crate::{
    audit::Note,
    caller::Caller,
    error::ServiceError,
    service::{Memory, Service},
};

/// What came of changes that were made together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsChanged {
    /// How many changes there were: what was so already is none.
    pub changed: u64,
    /// What takes all of it back, made in this order; absent where it is too much for one call.
    pub undo: Option<Vec<Setting>>,
    /// The revision of the rights of the database now.
    pub revision: u64,
}

/// What is done to the rights by a change.
pub(super) const fn action(setting: &Setting) -> DatabaseAction {
    match setting {
        Setting::Assignment(_) | Setting::NoAssignment(_) => DatabaseAction::ChangeAssignments,
        Setting::Rule(_) | Setting::NoRule(..) => DatabaseAction::ChangeRules,
        Setting::Inheritance(..) => DatabaseAction::ChangeInheritance,
    }
}

/// By what changes are judged.
pub(super) struct Judging<'a> {
    pub caller: &'a Caller,
    pub database: (DatabaseId, DatabaseKind),
    pub rules: &'a ServerRules,
    pub index: &'a Index,
}

impl Judging<'_> {
    /// The steps of the changes; and the rules as they would be after all of them (`whole`), or after all but the last.
    ///
    /// # Errors
    /// Those of the first change that can not be made.
    pub fn steps(
        &self,
        mut standing: Standing,
        settings: &[Setting],
        whole: bool,
    ) -> Result<(Vec<Step>, Option<Supposition>), ServiceError> {
        let (mut supposed, mut steps) = (None::<Supposition>, Vec::new());
        for (number, setting) in settings.iter().enumerate() {
            let index = supposed.as_ref().map_or(self.index, Supposition::index);
            self.still_administers(index, setting)?;
            let Some(step) = standing.step(index, setting)? else { continue };
            if let SettingChange::Rules(change) = &step.change {
                handing_out(&index.view(self.rules, self.caller.user, self.caller.now), change)?;
            }
            if whole || number + 1 < settings.len() {
                let supposed = supposed.get_or_insert_with(|| self.index.supposing());
                supposed.suppose(step.change).map_err(|_| ServiceError::NotFound)?;
            }
            standing.make(step.change);
            steps.push(step);
        }
        Ok((steps, supposed))
    }

    /// A change before this one may have taken the right to make it.
    fn still_administers(&self, index: &Index, setting: &Setting) -> Result<(), ServiceError> {
        let user = self.caller.user;
        let account = self.rules.directory().users.get(&user).ok_or(ServiceError::NotSignedIn)?;
        let actor = Actor { id: user, account, server_sequence: self.rules.sequence() };
        let (id, kind) = self.database;
        let effective = index.view(self.rules, user, self.caller.now).database();
        let subject = AdministeredDatabase { id, kind, effective };
        let _: Administers = administration::database(actor, action(setting), subject)?;
        Ok(())
    }
}

/// Changes that were decided, and may be made as long as nothing was changed since.
pub(crate) struct Planned {
    database: DatabaseId,
    server_sequence: u64,
    sequence: u64,
    inheriting: Option<Administers>,
    steps: Vec<Step>,
    memory: Arc<Memory>,
    note: Note,
}

impl Service {
    /// Changes what is set, all of it or nothing, one change after the other. Taking away what is not set is as asked.
    /// `expected` is the revision of the rights that it builds on, as a preview tells it.
    ///
    /// # Errors
    /// Those of the first change that can not be made; [`ServiceError::RevisionConflict`] where something in the database
    /// was set otherwise since.
    pub async fn change_rights(
        self: &Arc<Self>,
        caller: &Caller,
        id: DatabaseId,
        expected: Option<u64>,
        settings: Vec<Setting>,
    ) -> Result<RightsChanged, ServiceError> {
        check_count(&settings)?;
        let _turn = self.foretelling.turn(caller.user).await;
        let caller = caller.clone();
        self.decided_aside(self.foretelling.pool(), move |service| {
            service.check_settings(&caller, id, &settings)?;
            let planned = service.plan_settings(&caller, id, expected, &settings)?;
            Ok(move |write: &mut Write<'_>| planned.make(write))
        })
        .await
    }

    /// The same for one change. Says whether it was one.
    pub(super) async fn change_right(
        &self,
        caller: &Caller,
        id: DatabaseId,
        setting: Setting,
    ) -> Result<bool, ServiceError> {
        let done = self
            .decided(|| {
                let planned = self.plan_settings(caller, id, None, &[setting])?;
                Ok(move |write: &mut Write<'_>| planned.make(write))
            })
            .await?;
        Ok(done.changed > 0)
    }

    /// Decides changes.
    pub(crate) fn plan_settings(
        &self,
        caller: &Caller,
        id: DatabaseId,
        expected: Option<u64>,
        settings: &[Setting],
    ) -> Result<Planned, ServiceError> {
        // First of all: those who may not administer learn nothing.
        let (proof, sequence) = self.administers_database(caller, id, DatabaseAction::SeeRights)?;
        let mut inheriting = None;
        for setting in settings {
            let (proof, _) = self.administers_database(caller, id, action(setting))?;
            if matches!(setting, Setting::Inheritance(..)) {
                inheriting = Some(proof);
            }
            self.check_setting(id, setting)?;
        }
        let standing = Standing::of(self.stored_rules(id)?);
        let kind = self.database(id)?.kind();
        let steps = self.viewed(caller, id, |_, state, rules| {
            if state.index.sequence() != sequence {
                return Err(ServiceError::Stale);
            }
            if settings.len() > 1 {
                may_judge(&state.index, settings)?;
            }
            let judging = Judging { caller, database: (id, kind), rules, index: &state.index };
            Ok(judging.steps(standing, settings, false)?.0)
        })?;
        if expected.is_some_and(|expected| expected != sequence) {
            return Err(ServiceError::RevisionConflict { current: sequence });
        }
        Ok(Planned {
            database: id,
            server_sequence: proof.server_sequence(),
            sequence,
            inheriting,
            steps,
            memory: Arc::clone(&self.memory),
            note: self.note(caller),
        })
    }
}

impl Planned {
    /// Makes the changes, with a record of each.
    ///
    /// # Errors
    /// [`ServiceError::Stale`] where something changed since: decide again.
    pub fn make(self, write: &mut Write<'_>) -> Result<RightsChanged, ServiceError> {
        let Self { database, server_sequence, sequence, inheriting, steps, memory, note } = self;
        if steps.is_empty() {
            return Ok(RightsChanged { changed: 0, undo: Some(Vec::new()), revision: sequence });
        }
        proof::unchanged(write, server_sequence, Some((database, sequence)))?;
        let (mut changes, mut undo) = (Vec::with_capacity(steps.len()), Vec::new());
        for step in steps {
            store(write, database, inheriting.as_ref(), step.change)?;
            note.database(write, database, step.event)?;
            changes.push(Change::from(step.change));
            undo.push(step.undo);
        }
        let changed = changes.len() as u64;
        let undo: Vec<Setting> = undo.into_iter().rev().flatten().collect();
        let undo = (undo.len() <= SUPPOSED_CHANGES).then_some(undo);
        let revision = write.raise(database, Raises::Rules)?;
        write.when_durable(move || {
            let database = memory.databases.read().get(&database).cloned();
            if let Some(database) = database {
                // At once: nobody sees some of them made and the others not.
                database.change(|state| changes.into_iter().for_each(|change| state.apply(revision, change)));
            }
        });
        Ok(RightsChanged { changed, undo, revision })
    }
}

fn store(
    write: &mut Write<'_>,
    id: DatabaseId,
    inheriting: Option<&Administers>,
    change: SettingChange,
) -> Result<(), ServiceError> {
    let inherit = |write: &mut Write<'_>, object, on| {
        let proof = inheriting.ok_or(ServiceError::Internal("a proof is missing".into()))?;
        Ok::<_, ServiceError>(objects::set_inheritance(write, proof, id, object, on)?)
    };
    match change {
        SettingChange::Rules(RuleChange::SetAssignment(assignment)) => {
            rows::put_assignment(write, id, &assignment)?;
        }
        SettingChange::Rules(RuleChange::RemoveAssignment(principal)) => {
            rows::delete_principal(write, id, principal)?;
        }
        SettingChange::Rules(RuleChange::SetRule(rule)) => {
            rows::put_rule(write, id, &rule)?;
        }
        SettingChange::Rules(RuleChange::RemoveRule { object, principal }) => {
            rows::delete_rule(write, id, object, principal)?;
        }
        SettingChange::Rules(RuleChange::InheritAgain(object)) => inherit(write, object, true)?,
        SettingChange::Cut(object) => inherit(write, object, false)?,
    }
    Ok(())
}

/// So many changes are made or supposed at once, and no more.
pub(super) fn check_count(settings: &[Setting]) -> Result<(), ServiceError> {
    if settings.len() > SUPPOSED_CHANGES {
        return Err(ServiceError::LimitReached {
            what: "too many changes at once".into(),
            limit: SUPPOSED_CHANGES,
        });
    }
    Ok(())
}
