//! One change, asked of the feed: bytes, time, and the server's processor.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use strongroom_bench::{
    connection::{Connection, text},
    load::{Place, measure},
};

use crate::Single;

/// How often the same is asked: the processor's time is told in hundredths of a second.
const TIMES: usize = 2_000;

/// The feed of a database with so many entries.
pub async fn measured(place: &Place, database: &Arc<str>, entries: usize) -> anyhow::Result<Vec<Single>> {
    let mut first = Connection::open(&place.host, &place.token).await?;
    let page = first.must(200, "GET", &format!("{database}/objects?limit=1"), None).await?;
    let page: Value = serde_json::from_slice(&page)?;
    let id = page["items"][0]["id"].as_str().context("no entry")?.to_owned();
    let mut singles = Vec::new();
    for what in ["one changed entry", "one new entry"] {
        let changes = first.must(200, "GET", &format!("{database}/changes"), None).await?;
        let cursor = text(&changes, "cursor")?;
        if what == "one new entry" {
            let body = json!({"kind": "entry", "title": "New"});
            first.must(201, "POST", &format!("{database}/objects"), Some(&body)).await?;
        } else {
            change(&mut first, database, &id, "Changed").await?;
        }
        let path: Arc<str> = format!("{database}/changes?since={cursor}").into();
        let answer = first.must(200, "GET", &path, None).await?;
        let told: Value = serde_json::from_slice(&answer)?;
        let one = told["changed"].as_array().is_some_and(|changed| changed.len() == 1);
        ensure!(one && told["reset"] == false, "{told}");
        let work = move |mut connection: Connection, _| {
            let path = Arc::clone(&path);
            async move {
                connection.must(200, "GET", &path, None).await?;
                Ok(connection)
            }
        };
        let times = if what == "one new entry" { TIMES / 4 } else { TIMES };
        let figure = measure("", place, 1, times, work).await?;
        let named = |part: &str| format!("feed of {what} in {entries}: {part}");
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        // What is to be reached is said of a change of content in ten thousand.
        let goal = |single: Single, most: f64| {
            if what == "one changed entry" { single.at_most(most) } else { single }
        };
        singles.push(goal(Single::new(named("answer"), answer.len() as f64, "bytes"), 2_048.0));
        singles.push(goal(Single::new(named("server's CPU"), figure.cpu_ms, "ms"), 1.0));
        singles.push(Single::new(named("p50"), ms(figure.p50), "ms"));
        singles.push(Single::new(named("p99"), ms(figure.p99), "ms"));
    }
    Ok(singles)
}

/// Gives an entry another title.
pub async fn change(
    connection: &mut Connection,
    database: &str,
    id: &str,
    title: &str,
) -> anyhow::Result<()> {
    let path = format!("{database}/objects/{id}");
    connection.must(200, "PATCH", &path, Some(&json!({ "title": title }))).await?;
    Ok(())
}
