//! `GET /events`: server-sent events of what a person sees, decided at the moment of telling.

use std::{convert::Infallible, fmt::Write as _, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use strongroom_api::{
    ErrorCode,
    changes::{ApprovalsChanged, DatabaseChanged, LockChanged, ObjectsChanged},
    notices::Unread,
};
use strongroom_domain::id::ObjectId;
use strongroom_service::{
    Caller, Service, ServiceError,
    changes::{Follower, Told},
};
use tokio::time::Instant;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{problem::Refused, state::AppState, view};

/// How often it is looked whether anything was committed: at most ten events a second and kind go to one client.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A session that is over ends its streams, and a period that begins or ends is told, within this time.
const LOOK_AT_LEAST: Duration = Duration::from_millis(900);

/// A line without meaning, so that nobody on the way takes the stream for dead.
const BREATHE: Duration = Duration::from_secs(15);

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Session, routes!(stream_events))
}

/// A stream of `object.changed`, `lock.changed`, `bin.changed`, `rights.changed`, `database.changed`, `database.gone`,
/// `approvals.changed` and `notice.new`.
/// After `Last-Event-ID` every database that the caller follows is named first: what happened in between is asked of
/// its `changes`.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    params(("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that arrived.")),
    responses((status = 200, content((String = "text/event-stream")))))]
async fn stream_events(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let service = Arc::clone(state.service());
    let resumes = headers.contains_key("last-event-id");
    let follower = look(&service, move |service| service.follow(caller)).await?;
    let first = if resumes { follower.known().map(Told::Database).collect() } else { Vec::new() };
    let stream = Stream {
        pulse: service.pulse(),
        service,
        follower: Some(follower),
        number: 0,
        looked: Instant::now(),
        spoke: Instant::now(),
        first,
    };
    let body = futures_util::stream::unfold(stream, |mut stream| async move {
        let text = stream.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), stream))
    });
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// A look off the threads that answer others: where rules changed, everything is looked at.
async fn look<T: Send + 'static>(
    service: &Arc<Service>,
    work: impl FnOnce(&Service) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, Refused> {
    let service = Arc::clone(service);
    let done = tokio::task::spawn_blocking(move || work(&service)).await;
    Ok(done.map_err(|_| ErrorCode::Internal)??)
}

/// One client's stream.
struct Stream {
    service: Arc<Service>,
    /// Away only while it looks.
    follower: Option<Follower>,
    number: u64,
    pulse: u64,
    looked: Instant,
    spoke: Instant,
    first: Vec<Told>,
}

impl Stream {
    /// The next piece of the stream; `None` at its end, which is the session's.
    async fn next(&mut self) -> Option<String> {
        if self.number == 0 {
            let first = std::mem::take(&mut self.first);
            return Some(self.write(": you are followed\n\n".to_owned(), &first));
        }
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let pulse = self.service.pulse();
            if pulse != self.pulse || self.looked.elapsed() >= LOOK_AT_LEAST {
                (self.pulse, self.looked) = (pulse, Instant::now());
                let mut follower = self.follower.take()?;
                let looked = look(&self.service, move |service| {
                    let told = service.look(&mut follower)?;
                    Ok((follower, told))
                });
                let (follower, told) = looked.await.ok()?;
                self.follower = Some(follower);
                if !told.is_empty() {
                    return Some(self.write(String::new(), &told));
                }
            }
            if self.spoke.elapsed() >= BREATHE {
                self.spoke = Instant::now();
                return Some(":\n\n".to_owned());
            }
        }
    }

    fn write(&mut self, mut text: String, told: &[Told]) -> String {
        self.spoke = Instant::now();
        self.number += 1;
        for told in told {
            let (event, data) = written(told);
            // Writing to a string does not fail; JSON has no line breaks.
            let _ = write!(text, "id: {}\nevent: {event}\ndata: {data}\n\n", self.number);
            self.number += 1;
        }
        text
    }
}

fn written(told: &Told) -> (&'static str, String) {
    let ids = |ids: &[ObjectId]| ids.iter().map(|id| id.uuid()).collect();
    let of = |id: &strongroom_domain::id::DatabaseId| DatabaseChanged { database: id.uuid() };
    let (event, data) = match told {
        Told::Objects(database, changes) => {
            let (changed, gone) = (ids(&changes.changed), ids(&changes.gone));
            let data = ObjectsChanged { database: database.uuid(), changed, gone };
            ("object.changed", serde_json::to_string(&data))
        }
        Told::Lock { database, object, lock, released_by } => {
            let (database, object) = (database.uuid(), object.uuid());
            let (lock, released_by) = (lock.clone().map(view::lock), released_by.clone());
            let data = LockChanged { database, object, lock, released_by };
            ("lock.changed", serde_json::to_string(&data))
        }
        Told::Bin(id) => ("bin.changed", serde_json::to_string(&of(id))),
        Told::Database(id) => ("database.changed", serde_json::to_string(&of(id))),
        Told::DatabaseGone(id) => ("database.gone", serde_json::to_string(&of(id))),
        Told::Rights(id) => ("rights.changed", serde_json::to_string(&of(id))),
        Told::Notices(unread) => ("notice.new", serde_json::to_string(&Unread { unread: *unread })),
        Told::Approvals(waiting) => {
            ("approvals.changed", serde_json::to_string(&ApprovalsChanged { waiting: *waiting as u64 }))
        }
    };
    // Ids and numbers can always be written.
    (event, data.unwrap_or_default())
}
