//! The routes: one file for each family of URLs, every handler a dozen lines.
//!
//! A route can be registered only with a [`Need`]; there is no way around [`Registry`].

mod assignments;
mod attachments;
mod audit;
mod auth;
mod bin;
mod changes;
mod databases;
mod effective_rights;
mod entry_types;
mod events;
mod export;
mod form;
mod gate;
mod grants;
mod groups;
mod health;
mod history;
mod import;
mod imports;
mod license;
mod listing;
mod locks;
mod many;
mod need;
mod notices;
mod objects;
mod openapi;
mod policies;
mod principals;
mod reach;
mod refusal;
mod registry;
mod repeat;
mod reveal;
mod rights_change;
mod rules;
mod search;
mod second_passwords;
mod server;
mod settings;
mod setup;
mod subscriptions;
mod users;
mod webhooks;

pub use need::Need;
pub use refusal::Refusals;
pub use registry::{Declared, Registry};

use axum::{Router, middleware};
use utoipa::openapi::OpenApi;

use crate::{assets, headers, layers, logging, problem, state::AppState};

/// Every route of the API with its need and its description.
pub fn registry() -> Registry {
    let families = [
        server::routes,
        setup::routes,
        auth::routes,
        policies::routes,
        settings::routes,
        users::routes,
        groups::routes,
        license::routes,
        principals::routes,
        databases::routes,
        import::routes,
        imports::routes,
        export::routes,
        listing::routes,
        search::routes,
        objects::routes,
        bin::routes,
        many::routes,
        changes::routes,
        events::routes,
        locks::routes,
        notices::routes,
        subscriptions::routes,
        webhooks::routes,
        history::routes,
        second_passwords::routes,
        reveal::routes,
        attachments::routes,
        assignments::routes,
        rules::routes,
        effective_rights::routes,
        reach::routes,
        rights_change::routes,
        grants::routes,
        entry_types::routes,
        audit::routes,
        openapi::routes,
        health::routes,
    ];
    families.into_iter().fold(Registry::new(), |registry, family| family(registry))
}

/// The OpenAPI document.
pub fn document() -> OpenApi {
    registry().into_parts().1
}

/// What the API's listener serves: its routes, and the web app at every other path.
pub fn api(state: &AppState) -> Router {
    serve(registry(), state)
}

/// The routes of `registry` with their document, as a listener serves them.
pub fn serve(registry: Registry, state: &AppState) -> Router {
    let (router, document) = registry.into_parts();
    let reader = repeat::Reader(router.clone().fallback(problem::not_found).with_state(state.clone()));
    let router = router.layer(axum::Extension(openapi::Document::new(&document)));
    layered(router.layer(axum::Extension(reader)).fallback(assets::serve), state)
}

/// What the operations listener serves: health and metrics.
pub fn operations(state: &AppState) -> Router {
    let router = health::routes(Registry::new()).into_parts().0.merge(health::metrics());
    layered(router.fallback(problem::not_found), state)
}

/// `router` as a listener serves it: each next layer lies around those before it.
fn layered(router: Router<AppState>, state: &AppState) -> Router {
    router
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware::from_fn(layers::only_reading))
        .layer(layers::compression())
        .layer(middleware::from_fn(layers::clean_path))
        .layer(middleware::from_fn_with_state(state.clone(), layers::clean_host))
        .layer(middleware::from_fn_with_state(state.clone(), layers::in_time))
        .layer(middleware::from_fn(headers::add))
        .layer(axum::Extension(state.clone()))
        .layer(middleware::from_fn_with_state(state.clone(), logging::note))
        .with_state(state.clone())
}
