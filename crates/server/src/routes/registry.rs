//! Where routes are put together: each with its need, which is checked before it and described with it.

use std::sync::Arc;

use axum::{Router, middleware};
use http::Method;
use strongroom_api::Problem;
use utoipa::{
    OpenApi as _,
    openapi::{
        ContentBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder,
        extensions::ExtensionsBuilder,
        path::{Operation, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::{Need, gate};
use crate::{problem::Refused, state::AppState};

/// Routes under construction.
pub struct Registry {
    router: OpenApiRouter<AppState>,
    declared: Vec<Declared>,
}

/// A route and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The method.
    pub method: &'static str,
    /// The template of the path.
    pub path: String,
    /// The need.
    pub need: Need,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Strongroom", description = "The HTTP API of the Strongroom password server."),
    components(schemas(Problem))
)]
struct Base;

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}

impl Registry {
    /// An empty registry.
    pub fn new() -> Self {
        let mut document = Base::openapi();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::Http(bearer));
        Self { router: OpenApiRouter::with_openapi(document), declared: Vec::new() }
    }

    /// Adds routes, as `utoipa_axum::routes!` makes them, that all need `need`.
    #[must_use]
    pub fn add(mut self, need: Need, (schemas, mut paths, handlers): UtoipaMethodRouter<AppState>) -> Self {
        let mut takes = Takes::default();
        for (path, item) in &mut paths.paths {
            for (method, operation) in operations(item) {
                takes.note(method, operation);
                describe(operation, need);
                self.declared.push(Declared { method, path: path.clone(), need });
            }
        }
        let takes = Arc::new(takes);
        let gate =
            middleware::from_fn(move |request, next| gate::admit(need, Arc::clone(&takes), request, next));
        self.router = self.router.routes((schemas, paths, handlers.route_layer(gate)));
        self
    }

    /// Every route so far.
    pub fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// The router and its description.
    pub fn into_parts(self) -> (Router<AppState>, OpenApi) {
        self.router.split_for_parts()
    }
}

/// The parameters of the query that routes of one path have, by method: as they are described.
#[derive(Debug, Default)]
pub(super) struct Takes(Vec<(&'static str, Vec<String>)>);

impl Takes {
    fn note(&mut self, method: &'static str, operation: &Operation) {
        let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        });
        let of_query = parameters.filter(|parameter| parameter.parameter_in == ParameterIn::Query);
        self.0.push((method, of_query.map(|parameter| parameter.name.clone()).collect()));
    }

    /// Refuses a query with a parameter that the route does not have: it was meant to change the answer, and does not.
    ///
    /// # Errors
    /// `invalid_request`. The parameter is not repeated.
    pub fn check(&self, method: &Method, query: Option<&str>) -> Result<(), Refused> {
        let method = if method == Method::HEAD { "GET" } else { method.as_str() };
        let known = self.0.iter().find(|(of, _)| *of == method).map(|(_, names)| names.as_slice());
        let is_known = |name: &str| known.is_some_and(|known| known.iter().any(|known| known == name));
        if form_urlencoded::parse(query.unwrap_or_default().as_bytes()).all(|(name, _)| is_known(&name)) {
            return Ok(());
        }
        Err(Problem::invalid("in the query: a parameter that there is not").into())
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn describe(operation: &mut Operation, need: Need) {
    let needs = ExtensionsBuilder::new().add("x-needs", need.describe()).build();
    operation.extensions.get_or_insert_default().merge(needs);
    let session = SecurityRequirement::new::<_, _, String>("session", []);
    operation.security = Some(if need.session() { vec![session] } else { Vec::new() });
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = ResponseBuilder::new()
        .description("The request was not done.")
        .content(strongroom_api::problem::MEDIA_TYPE, problem)
        .build();
    operation.responses.responses.insert("default".to_owned(), response.into());
}
