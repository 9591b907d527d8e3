//! Grants and seals: what is sent of them, and what is told.

use std::collections::BTreeSet;

use strongroom_api::{
    grants::{self as api, GrantSeal, NewGrant, PatchGrant, SealPerson, SealTerms},
    principals::PrincipalRef,
};
use strongroom_domain::{
    account::Principal,
    id::{ObjectId, RequestId, UserId},
    time::Period,
};
use strongroom_service::{
    Service,
    grants::{self as service, GrantChange, GrantView, NewSeal},
};

use super::{Naming, principal_ref};

/// A new grant as the use case takes it.
pub fn new_grant(new: NewGrant) -> service::NewGrant {
    service::NewGrant {
        object: ObjectId::from(new.object),
        grantee: new.grantee,
        permissions: new.permissions.into_iter().collect(),
        period: Period { from: new.valid_from, to: new.valid_to },
        note: new.note,
        seal: new.seal.map(new_seal),
    }
}

fn new_seal(terms: SealTerms) -> NewSeal {
    let SealTerms { approvers, quorum, open_for } = terms;
    NewSeal { approvers, quorum, open_for }
}

/// A change of a grant as the use case takes it.
pub fn grant_change(change: PatchGrant) -> GrantChange {
    GrantChange {
        permissions: change.permissions.map(|permissions| permissions.into_iter().collect()),
        from: change.valid_from,
        to: change.valid_to,
        note: change.note,
        seal: change.seal.map(new_seal),
    }
}

/// A grant for one reader.
pub fn grant(naming: Naming<'_>, view: GrantView) -> api::Grant {
    let Naming { service, caller, database } = naming;
    let named = |principal| reference(service, principal);
    let seal = view.seal.map(|seal| GrantSeal {
        state: seal.state,
        approvers: seal.approvers.into_iter().filter_map(named).collect(),
        quorum: seal.quorum,
        open_for: seal.open_for,
        people: seal.people.into_iter().map(|it| person(service, it)).collect(),
    });
    api::Grant {
        id: view.id.uuid(),
        revision: view.revision,
        database: view.database.uuid(),
        object: view.object.uuid(),
        title: service.object(caller, database, view.object).ok().map(|object| object.title),
        grantee: named(view.grantee),
        author: named(Principal::User(view.author)),
        permissions: view.permissions.iter().collect(),
        valid_from: view.period.from,
        valid_to: view.period.to,
        live: view.period.contains(caller.now),
        note: view.note,
        created_at: view.created_at,
        suspended: view.suspended,
        seal,
    }
}

fn person(service: &Service, it: service::PersonView) -> SealPerson {
    SealPerson {
        person: reference(service, Principal::User(it.person)),
        state: it.state,
        since: it.since,
        until: it.until,
        request: it.request.map(RequestId::uuid),
        ended: it.ended,
        reason: it.reason,
        approvals: users(service, it.approvals),
        unseals: users(service, it.unseals),
    }
}

fn users(service: &Service, users: BTreeSet<UserId>) -> Vec<PrincipalRef> {
    users.into_iter().filter_map(|user| reference(service, Principal::User(user))).collect()
}

fn reference(service: &Service, principal: Principal) -> Option<PrincipalRef> {
    Some(principal_ref(principal, service.principal_name(principal)?))
}

/// A request that waits; none where the one who asked is gone.
pub fn approval(service: &Service, it: service::Approval) -> Option<api::Approval> {
    Some(api::Approval {
        database: it.database.uuid(),
        database_name: it.database_name,
        grant: it.grant.uuid(),
        object: it.object.uuid(),
        title: it.title,
        person: reference(service, Principal::User(it.person))?,
        reason: it.reason,
        permissions: it.permissions.iter().collect(),
        since: it.since,
        until: it.until,
        request: it.request.map(RequestId::uuid),
        approvals: it.approvals as u64,
        quorum: it.quorum,
        approved: it.approved,
    })
}
