//! Second passwords: what they cover, who gets past them, and that nobody else does.

mod arranging;
mod copies;
mod model;
mod paths;
mod tampering;
mod tries;

use strongroom_domain::{
    audit::Purpose,
    id::{DatabaseId, ObjectId},
};
use strongroom_service::{
    Caller, ServiceError,
    objects::{FieldChange, ObjectChange, RevealRequest},
};
use zeroize::Zeroizing;

use crate::world::World;

pub const SECOND: &str = "the second password";
pub const OTHER: &str = "another second one";

pub fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

impl World {
    /// The caller at the present instant, with a second password.
    pub fn second(&self, caller: &Caller, second: &str) -> Caller {
        self.again(caller).with_second_password(Some(secret(second)))
    }

    pub async fn cover(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: Option<ObjectId>,
        current: Option<&str>,
        new: &str,
    ) -> Result<(), ServiceError> {
        let caller = self.again(caller);
        self.service.set_second_password(&caller, database, object, current.map(secret), secret(new)).await
    }

    pub async fn uncover(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: Option<ObjectId>,
        current: Option<&str>,
    ) -> Result<(), ServiceError> {
        self.service.remove_second_password(&self.again(caller), database, object, current.map(secret)).await
    }
}

pub fn show() -> RevealRequest {
    RevealRequest { purpose: Purpose::Show, fields: Some(vec!["password".to_owned()]) }
}

pub fn password_change(value: &str) -> ObjectChange {
    let field = FieldChange {
        name: "password".to_owned(),
        kind: None,
        secret: None,
        custom: None,
        value: Some(Some(secret(value))),
    };
    ObjectChange { fields: vec![field], ..ObjectChange::default() }
}

/// What a person is told who needs a second password and gives none, or a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Done,
    Required,
    Wrong,
}

pub fn told<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> Told {
    match answer {
        Ok(_) => Told::Done,
        Err(ServiceError::SecondPasswordRequired) => Told::Required,
        Err(ServiceError::WrongSecondPassword) => Told::Wrong,
        Err(other) => panic!("{other:?}"),
    }
}
