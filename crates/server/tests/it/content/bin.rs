//! The bin over HTTP: what comes back, what goes for good, and what is told to whom.

use serde_json::{Value, json};

use super::{NOBODY, any, assigned, database, entry, folder, rule, undated};
use crate::world::World;

async fn delete(world: &World, db: &str, object: &str) {
    let deleted = any(world, &format!("DELETE /databases/{db}/objects/{object}"), Value::Null).await;
    assert_eq!(deleted.status(), 204, "{}", deleted.0);
}

#[tokio::test]
async fn what_was_deleted_is_listed_restored_and_purged() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let room = folder(&world, &db, None, "Room").await;
    let mail = entry(&world, &db, Some(&room), "Mail", "hunter2").await;
    delete(&world, &db, &mail).await;
    let bin = world.root(&format!("GET /databases/{db}/bin"), Value::Null).await;
    assert!(!bin.0.contains("hunter2"));
    let item = bin.json()["items"][0].clone();
    assert_eq!((&item["id"], &item["title"], &item["kind"]), (&json!(mail), &json!("Mail"), &json!("entry")));
    assert_eq!((&item["from"]["title"], &item["needs_parent"]), (&json!("Room"), &json!(false)));
    assert_eq!((&item["deleted_by"]["name"], &item["type"]), (&json!("Root"), &json!("password")));
    assert!(item["kept_until"].is_string() && item["revision"] == 1, "{item}");
    let path = format!("/databases/{db}/bin/{mail}");
    // What is in the bin is nowhere else.
    for line in [format!("GET /databases/{db}/objects/{mail}"), format!("POST {path}/move")] {
        assert_eq!(any(&world, &line, json!({"parent": null})).await.status(), 404, "{line}");
    }
    for line in [format!("POST {path}/restore"), format!("DELETE {path}")] {
        let unsaid = world.root(&line, Value::Null).await;
        assert_eq!((unsaid.status(), unsaid.code().as_str()), (428, "revision_required"), "{line}");
        let stale = world.api(&world.token, &line, &[("If-Match", "\"9\"")], Value::Null).await;
        assert_eq!((stale.status(), &stale.json()["revision"]), (412, &json!(1)), "{line}");
    }
    for odd in [json!({"parent": 1}), json!({"folder": null}), json!([]), json!({"parent": "x"})] {
        let refused = any(&world, &format!("POST {path}/restore"), odd.clone()).await;
        assert_eq!(refused.status(), 400, "{odd}: {}", refused.0);
    }
    delete(&world, &db, &room).await;
    let homeless = any(&world, &format!("POST {path}/restore"), Value::Null).await;
    assert_eq!((homeless.status(), homeless.code().as_str()), (409, "parent_required"), "{}", homeless.0);
    let restored = any(&world, &format!("POST {path}/restore"), json!({"parent": null})).await;
    assert_eq!((restored.status(), &restored.json()["parent"]), (200, &Value::Null), "{}", restored.0);
    assert_eq!(restored.json()["title"], "Mail");
    assert_eq!(any(&world, &format!("POST {path}/restore"), Value::Null).await.status(), 404);
    let room_path = format!("/databases/{db}/bin/{room}");
    assert_eq!(any(&world, &format!("POST {room_path}/restore"), Value::Null).await.status(), 200);
    delete(&world, &db, &mail).await;
    assert_eq!(any(&world, &format!("DELETE {path}"), Value::Null).await.status(), 204);
    assert_eq!(any(&world, &format!("DELETE {path}"), Value::Null).await.status(), 404);
    delete(&world, &db, &room).await;
    let emptied = world.root(&format!("DELETE /databases/{db}/bin"), Value::Null).await;
    assert_eq!((emptied.status(), emptied.json()), (200, json!({"purged": 1, "kept": 0})));
    let none = world.root(&format!("GET /databases/{db}/bin"), Value::Null).await;
    assert_eq!(none.json()["items"], json!([]));
}

/// Hidden, foreign, purged, invented, and there but not in the bin: the same bytes for all.
// attack: A4, A6
#[tokio::test]
async fn what_is_not_in_the_bin_for_the_caller_never_was() {
    let world = World::plain().await;
    let (db, other) = (database(&world, "Company").await, database(&world, "Other").await);
    let (hidden, seen) =
        (folder(&world, &db, None, "Hidden").await, entry(&world, &db, None, "Seen", "1").await);
    let below = entry(&world, &db, Some(&hidden), "Below", "2").await;
    let foreign = entry(&world, &other, None, "Foreign", "3").await;
    let purged = entry(&world, &db, None, "Purged", "4").await;
    let (ann, token) = assigned(&world, &db, "Ann", &["access_database", "add_entries"]).await;
    for object in [&seen, &purged] {
        let all = ["access_entries", "read_entries", "modify_entries", "delete_entries"];
        rule(&world, &db, object, &ann, &all, "allow").await;
    }
    for (db, object) in [(&db, &below), (&db, &hidden), (&other, &foreign), (&db, &purged)] {
        delete(&world, db, object).await;
    }
    let path = format!("DELETE /databases/{db}/bin/{purged}");
    assert_eq!(any(&world, &path, Value::Null).await.status(), 204);
    let calls = |object: &str| {
        [
            (format!("POST /databases/{db}/bin/{object}/restore"), Value::Null),
            (format!("POST /databases/{db}/bin/{object}/restore"), json!({"parent": null})),
            (format!("DELETE /databases/{db}/bin/{object}"), Value::Null),
        ]
    };
    for object in [&hidden, &below, &foreign, &purged, &seen] {
        for ((line, body), (never, _)) in calls(object).into_iter().zip(calls(NOBODY)) {
            for headers in [vec![("If-Match", "*")], vec![("If-Match", "\"9\"")]] {
                let told = world.api(&token, &line, &headers, body.clone()).await;
                let expected = world.api(&token, &never, &headers, body.clone()).await;
                assert_eq!(undated(&told), undated(&expected), "{line}");
                assert_eq!(told.status(), 404, "{line}: {}", told.0);
            }
        }
    }
    let bin = world.api(&token, &format!("GET /databases/{db}/bin"), &[], Value::Null).await;
    assert_eq!((bin.status(), &bin.json()["items"]), (200, &json!([])), "{}", bin.0);
    // A target that is hidden, in the bin or invented.
    delete(&world, &db, &seen).await;
    for parent in [&hidden, &foreign, NOBODY] {
        let path = format!("POST /databases/{db}/bin/{seen}/restore");
        let told = world.api(&token, &path, &[("If-Match", "*")], json!({"parent": parent})).await;
        assert_eq!((told.status(), told.code().as_str()), (404, "not_found"), "{parent}: {}", told.0);
    }
    let path = format!("DELETE /databases/{db}/bin/{seen}");
    let purge = world.api(&token, &path, &[("If-Match", "\"1\"")], Value::Null).await;
    assert_eq!((purge.status(), &purge.json()["permission"]), (403, &json!("grant_admin_rights")));
    let empty = world.api(&token, &format!("DELETE /databases/{db}/bin"), &[], Value::Null).await;
    assert_eq!((empty.status(), &empty.json()["permission"]), (403, &json!("grant_admin_rights")));
    for call in ["GET", "DELETE"] {
        let told = world.api(&token, &format!("{call} /databases/{other}/bin"), &[], Value::Null).await;
        let never = world.api(&token, &format!("{call} /databases/{NOBODY}/bin"), &[], Value::Null).await;
        assert_eq!(undated(&told), undated(&never));
        assert_eq!(told.status(), 404);
    }
}

#[tokio::test]
async fn the_limits_of_bin_and_history_are_properties_of_the_database() {
    let world = World::plain().await;
    let db = database(&world, "Company").await;
    let path = format!("/databases/{db}");
    let fresh = world.root(&format!("GET {path}"), Value::Null).await.json();
    let defaults = json!({"bin_days": 30, "history_versions": 100, "history_days": null});
    assert_eq!(fresh["retention"], defaults);
    let change = json!({"retention": {"history_versions": 2, "bin_days": null}});
    let changed = any(&world, &format!("PATCH {path}"), change).await;
    let expected = json!({"bin_days": null, "history_versions": 2, "history_days": null});
    assert_eq!((changed.status(), &changed.json()["retention"]), (200, &expected), "{}", changed.0);
    for odd in [
        json!({"bin_days": 0}),
        json!({"bin_days": "7"}),
        json!({"bin_days": -1}),
        json!({"history_versions": 10_001}),
        json!({"history_days": 4_294_967_296_u64}),
        json!({"versions": 1}),
    ] {
        let refused = any(&world, &format!("PATCH {path}"), json!({"retention": odd.clone()})).await;
        assert_eq!(refused.status(), 400, "{odd}: {}", refused.0);
    }
    let mail = entry(&world, &db, None, "Mail", "1").await;
    for number in 2..6 {
        let title = json!({"title": format!("Mail {number}")});
        assert_eq!(any(&world, &format!("PATCH {path}/objects/{mail}"), title).await.status(), 200);
    }
    let history = world.root(&format!("GET {path}/objects/{mail}/history"), Value::Null).await.json();
    let kept: Vec<_> = history["items"].as_array().unwrap().iter().map(|it| it["revision"].clone()).collect();
    assert_eq!(kept, [4, 3, 2, 1].map(Value::from), "none is a month old");
    let (_, token) =
        assigned(&world, &db, "Ann", &["access_database", "read_entries", "modify_entries"]).await;
    let refused = world
        .api(&token, &format!("PATCH {path}"), &[("If-Match", "*")], json!({"retention": {"bin_days": 1}}))
        .await;
    assert_eq!(refused.status(), 403);
    // Who administers may have things kept longer, and not have them purged.
    let (_, token) = assigned(&world, &db, "Adam", &["access_database", "grant_admin_rights"]).await;
    for (limit, status) in [(json!({"bin_days": 7}), 403), (json!({"history_versions": 9}), 200)] {
        let headers = [("If-Match", "*")];
        let told = world.api(&token, &format!("PATCH {path}"), &headers, json!({"retention": limit})).await;
        assert_eq!(told.status(), status, "{}", told.0);
        if status == 403 {
            assert_eq!(told.json()["permission"], "delete_entries");
        }
    }
}
