//! Grants, seals and approvals over HTTP.

use serde_json::{Value, json};

use super::{NOBODY, assigned, database, entry, id};
use crate::world::{Answer, World};

/// Somebody without a place in the database, and an entry.
struct Stage {
    world: World,
    db: String,
    entry: String,
    bob: (String, String),
    root: String,
}

async fn stage() -> Stage {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let entry = entry(&world, &db, None, "Mail", "hunter2").await;
    let bob = (world.user("Bob", Value::Null).await, world.sign_in("Bob").await);
    let root =
        world.root("GET /auth/session", Value::Null).await.json()["user"]["id"].as_str().unwrap().to_owned();
    Stage { world, db, entry, bob, root }
}

impl Stage {
    async fn give(&self, more: Value) -> Answer {
        let mut body = json!({"object": self.entry, "grantee": self.bob.0, "permissions": ["read_entries"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.world.root(&format!("POST /databases/{}/grants", self.db), body).await
    }

    async fn bob(&self, line: &str, body: Value) -> Answer {
        self.world.api(&self.bob.1, line, &[], body).await
    }

    fn seal(&self, grant: &str, event: &str) -> String {
        format!("POST /databases/{}/grants/{grant}/seal/{event}", self.db)
    }

    async fn refusals(&self) -> usize {
        let line = format!("GET /audit?database={}&event=refused&limit=1000", self.db);
        self.world.root(&line, Value::Null).await.json()["items"].as_array().unwrap().len()
    }

    async fn reveals(&self) -> u16 {
        let line = format!("POST /databases/{}/objects/{}/reveal", self.db, self.entry);
        self.bob(&line, json!({"purpose": "show"})).await.status()
    }
}

#[tokio::test]
async fn an_entry_is_shared_listed_changed_and_revoked() {
    let it = stage().await;
    let made = it.give(json!({"note": "for the move"})).await;
    assert_eq!((made.status(), made.header("etag")), (201, Some("\"1\"")), "{}", made.0);
    let grant = made.json();
    assert_eq!(grant["permissions"], json!(["access_entries", "read_entries"]));
    assert_eq!(
        (&grant["grantee"]["name"], &grant["seal"], &grant["live"]),
        (&json!("Bob"), &Value::Null, &json!(true))
    );
    assert_eq!(it.reveals().await, 200);
    let listed =
        it.bob(&format!("GET /databases/{}/grants?object={}", it.db, it.entry), Value::Null).await.json();
    assert_eq!(listed["items"][0]["title"], "Mail");
    let path = format!("/databases/{}/grants/{}", it.db, id(&made));
    let use_only = json!({"permissions": ["access_entries"]});
    let unnamed = it.bob(&format!("PATCH {path}"), use_only.clone()).await;
    assert_eq!((unnamed.status(), unnamed.code().as_str()), (428, "revision_required"));
    let whichever = [("If-Match", "*")];
    let by_bob = it.world.api(&it.bob.1, &format!("PATCH {path}"), &whichever, use_only.clone()).await;
    assert_eq!(by_bob.status(), 403);
    let changed = it
        .world
        .api(&it.world.token, &format!("PATCH {path}"), &[("If-Match", "\"1\"")], use_only.clone())
        .await;
    assert_eq!((changed.status(), changed.header("etag")), (200, Some("\"2\"")), "{}", changed.0);
    assert_eq!(it.reveals().await, 403);
    let stale =
        it.world.api(&it.world.token, &format!("PATCH {path}"), &[("If-Match", "\"1\"")], use_only).await;
    assert_eq!((stale.status(), &stale.json()["revision"]), (412, &json!(2)));
    assert_eq!(super::any(&it.world, &format!("DELETE {path}"), Value::Null).await.status(), 204);
    assert_eq!(it.reveals().await, 404);
    assert_eq!(it.bob(&format!("GET {path}"), Value::Null).await.status(), 404);
}

#[tokio::test]
async fn a_seal_is_asked_for_approved_and_broken() {
    let it = stage().await;
    let made = it.give(json!({"seal": {"approvers": [it.root], "quorum": 1, "open_for": 600}})).await;
    assert_eq!((made.status(), &made.json()["seal"]["state"]), (201, &json!("sealed")), "{}", made.0);
    let grant = id(&made);
    let shown = it.bob(&format!("GET /databases/{}/objects/{}", it.db, it.entry), Value::Null).await.json();
    assert_eq!(
        (&shown["title"], &shown["seal"]["state"], &shown["fields"]),
        (&json!("Mail"), &json!("sealed"), &Value::Null)
    );
    let early = it.bob(&it.seal(&grant, "break"), Value::Null).await;
    assert_eq!((early.status(), early.code().as_str()), (409, "seal_state"));
    assert_eq!(it.bob(&it.seal(&grant, "request"), Value::Null).await.status(), 400, "a reason is needed");
    let asked = it.bob(&it.seal(&grant, "request"), json!({"reason": "mail is down"})).await;
    assert_eq!((asked.status(), &asked.json()["seal"]["state"]), (200, &json!("waiting")));
    let before = it.refusals().await;
    assert_eq!(it.bob(&it.seal(&grant, "approve"), Value::Null).await.status(), 403);
    assert_eq!(it.refusals().await, before + 1, "who tries to approve their own request is seen");
    let waiting = it.world.root("GET /approvals", Value::Null).await.json();
    assert_eq!(waiting["items"][0]["reason"], "mail is down");
    assert_eq!(it.bob("GET /approvals", Value::Null).await.json()["items"], json!([]));
    assert_eq!(it.world.root(&it.seal(&grant, "approve"), Value::Null).await.status(), 200);
    assert_eq!(it.reveals().await, 403);
    assert_eq!(it.bob(&it.seal(&grant, "break"), json!({})).await.json()["seal"]["state"], "broken");
    assert_eq!(it.reveals().await, 200);
    let audit =
        it.world.root(&format!("GET /audit?database={}&event=revealed", it.db), Value::Null).await.json();
    assert_eq!(
        audit["items"][0]["details"]["grant"],
        json!(grant),
        "it says on what the reveal rests: {audit}"
    );
    assert!(audit["items"][0]["details"]["request"].is_string());
    assert_eq!(it.world.root(&it.seal(&grant, "reseal"), Value::Null).await.status(), 200);
    assert_eq!(it.reveals().await, 403);
}

// attack: A6, A16, P1
#[tokio::test]
async fn what_makes_no_sense_is_refused_and_tells_nothing() {
    let it = stage().await;
    for (bad, status) in [
        (json!({"permissions": []}), 400),
        (json!({"permissions": ["modify_entries"]}), 400),
        (json!({"permissions": ["print_entries", "access_entries"]}), 400),
        (json!({"grantee": NOBODY}), 400),
        (json!({"grantee": it.root}), 400),
        (json!({"object": NOBODY}), 404),
        (json!({"valid_to": "2020-01-01T00:00:00Z"}), 400),
        (json!({"seal": {"approvers": []}}), 400),
        (json!({"seal": {"approvers": [it.bob.0]}}), 400),
        (json!({"seal": {"approvers": [it.root], "quorum": 2}}), 400),
        (json!({"seal": {"approvers": [it.root], "open_for": -1}}), 400),
        (json!({"seal": {"approvers": [it.root], "state": "unsealed"}}), 400),
        (json!({"author": it.bob.0}), 400),
        (json!({"revoked": true}), 400),
    ] {
        let answer = it.give(bad.clone()).await;
        assert_eq!(answer.status(), status, "{bad}: {}", answer.0);
    }
    let grant = id(&it.give(json!({"seal": {"approvers": [it.root]}})).await);
    for event in ["open", "Break", "unseal%00"] {
        assert_eq!(it.world.root(&it.seal(&grant, event), Value::Null).await.status(), 404, "{event}");
    }
    let other = database(&it.world, "Other").await;
    let foreign = format!("POST /databases/{other}/grants/{grant}/seal/unseal");
    assert_eq!(it.world.root(&foreign, Value::Null).await.status(), 404);
    let useless = assigned(&it.world, &it.db, "Cid", &["access_database", "read_entries"]).await.0;
    let answer = it.give(json!({"grantee": useless, "seal": {"approvers": [it.root]}})).await;
    assert_eq!((answer.status(), answer.code().as_str()), (409, "useless_seal"), "{}", answer.0);
    assert_eq!(answer.json()["because"]["kind"], "assignment_allows");
}
