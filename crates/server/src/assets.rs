//! The web app: its files are part of the program, and are the same for everybody. Nothing here knows who asks, and
//! nothing of anybody's is in it; whatever the app shows it asks of the API.

use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use strongroom_api::Problem;

use crate::problem::{self, Refused};

/// What `npm run build` made. Nothing is in it where the server was built without Node.
#[derive(RustEmbed)]
#[folder = "../../web/packages/app/dist"]
#[allow_missing = true]
struct App;

/// What the app may do in a browser: run and draw what comes from here, and ask this server. Nothing inline, nothing
/// foreign, and no string ever becomes code or markup.
pub const APP_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Said in place of the app where the program has none.
const WITHOUT_APP: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Strongroom</title>\
    <h1>This server was built without its web app</h1>\
    <p>The API and the command line work. For the web app install Node 20.19 or later, run \
    <code>npm ci &amp;&amp; npm run build</code> in the folder <code>web</code>, and build the server again.</p>";

/// Names of built files carry a digest of their content, so they never change.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Answers every path that is no route: a file of the app, or its page for an address within it.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let of_the_api = ["api", "health", "metrics"].iter().any(|first| path.split('/').next() == Some(first));
    if of_the_api || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return problem::not_found().await.into_response();
    }
    if !path.is_empty()
        && path != "index.html"
        && let Some(file) = App::get(path)
    {
        return answer(path, &file, request.headers());
    }
    if path.starts_with("assets") || !(path.is_empty() || wants_page(request.headers())) {
        return Refused::from(Problem::not_found()).into_response();
    }
    page()
}

/// The app's page, the same for every address within it; it is asked for anew each time, so that it names the files
/// of the running version.
fn page() -> Response {
    let body = App::get("index.html").map_or_else(|| Body::from(WITHOUT_APP), |file| Body::from(file.data));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(APP_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A file, in its brotli form where there is one that the client takes.
fn answer(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let packed = takes_brotli(asked).then(|| App::get(&format!("{path}.br"))).flatten();
    let encoded = packed.is_some();
    let data = packed.map_or_else(|| file.data.clone(), |packed| packed.data);
    let mut response = Response::new(Body::from(data));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let kept = if path.starts_with("assets/") { FOREVER } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if encoded {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let named = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|one| one.trim().eq_ignore_ascii_case("br"))
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// The kinds of files that the app is made of; `nosniff` holds for everything else.
fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
