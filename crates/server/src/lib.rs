//! `strongroomd`: the HTTP server of Strongroom.
//!
//! A request passes, from the outside in: the listener (sockets, TLS, bounds), the layers around every route
//! (log, headers, time, path), the need that its route declares, and a handler of a dozen lines that calls a use
//! case. Nothing here decides who may do what: that is asked of the service, which asks the rights engine.

pub mod address;
pub mod answer;
pub mod assets;
pub mod command;
pub mod configuration;
pub mod extract;
pub mod files;
pub mod headers;
pub mod json;
pub mod layers;
pub mod listener;
pub mod logging;
pub mod mail;
pub mod metrics;
pub mod problem;
pub mod routes;
pub mod run;
pub mod secret_source;
pub mod sending;
pub mod server_key;
pub mod session;
pub mod state;
pub mod tls;
mod turns;
pub mod view;
pub mod webhooks;
