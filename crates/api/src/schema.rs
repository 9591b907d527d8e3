//! How types of the domain look in the OpenAPI document. The domain itself knows no HTTP, so these stand in
//! for its types where a schema is derived (`#[schema(value_type = ...)]`) and are never instantiated.

use strongroom_domain::rights::Permission as DomainPermission;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

fn words<'a>(values: impl IntoIterator<Item = &'a str>) -> RefOr<Schema> {
    RefOr::T(Schema::Object(text().enum_values(Some(values)).build()))
}

/// An instant: RFC 3339 in UTC.
#[derive(Debug)]
pub enum Instant {}

impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        RefOr::T(Schema::Object(text().format(Some(format)).build()))
    }
}

impl ToSchema for Instant {}

/// The name of one of the seventeen permissions.
#[derive(Debug)]
pub enum Permission {}

impl PartialSchema for Permission {
    fn schema() -> RefOr<Schema> {
        words(DomainPermission::ALL.map(DomainPermission::name))
    }
}

impl ToSchema for Permission {}

/// The state of a policy.
#[derive(Debug)]
pub enum PolicyState {}

impl PartialSchema for PolicyState {
    fn schema() -> RefOr<Schema> {
        words(["enabled", "not_defined", "disabled"])
    }
}

impl ToSchema for PolicyState {}

/// A server role.
#[derive(Debug)]
pub enum Role {}

impl PartialSchema for Role {
    fn schema() -> RefOr<Schema> {
        words(["super_administrator", "administrator", "account_administrator", "auditor"])
    }
}

impl ToSchema for Role {}

/// How it came that somebody who had asked is back at `sealed`: an approver rejected it; nobody decided in time; the
/// approval was not used in time; or it had been open for its time.
#[derive(Debug)]
pub enum SealEnd {}

impl PartialSchema for SealEnd {
    fn schema() -> RefOr<Schema> {
        words(["rejected", "request_over", "approval_over", "period_over"])
    }
}

impl ToSchema for SealEnd {}

/// The state of a seal for the caller.
#[derive(Debug)]
pub enum SealState {}

impl PartialSchema for SealState {
    fn schema() -> RefOr<Schema> {
        words(["sealed", "waiting", "approved", "broken", "unsealed"])
    }
}

impl ToSchema for SealState {}
