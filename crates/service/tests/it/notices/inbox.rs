//! The inbox: what a notice says is decided when it is read.

use strongroom_domain::{
    id::NoticeId,
    notice::{KEPT, NoticeKind},
};

use super::*;

// attack: A4, D1
#[tokio::test]
async fn who_lost_the_right_reads_no_title_any_more() {
    let it = company().await;
    let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
    tell(&it.world).await;
    let told = inbox(&it.world, &it.bob).remove(0);
    assert_eq!(told.object.as_ref().map(|it| it.name.as_str()), Some("Mail"));
    assert_eq!(told.database.as_ref().map(|it| it.name.as_str()), Some("Company"));
    assert_eq!((told.grant, told.text.as_str()), (Some(grant), "ann gave you access to “Mail” (Company)"));
    it.world.service.revoke_grant(&it.world.again(&it.ann), it.database, grant, None).await.unwrap();
    tell(&it.world).await;
    for told in inbox(&it.world, &it.bob) {
        assert_eq!((&told.object, &told.database, told.grant), (&None, &None, None), "{told:?}");
        assert!(told.text.ends_with("an entry that you do not see any more"), "{}", told.text);
        let all = format!("{told:?}");
        assert!(!all.contains("Mail") && !all.contains("Company"), "{all}");
        assert!(!all.contains(&it.entry.to_string()) && !all.contains(&it.database.to_string()), "{all}");
    }
    assert_eq!(kinds(&it.world, &it.bob), [NoticeKind::GrantRevoked, NoticeKind::GrantGiven]);
}

#[tokio::test]
async fn what_is_in_the_bin_or_in_a_closed_database_has_no_title() {
    let it = company().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    tell(&it.world).await;
    it.world.service.delete_object(&it.world.again(&it.root), it.database, it.entry, None).await.unwrap();
    let told = inbox(&it.world, &it.bob).remove(0);
    assert_eq!(told.object, None, "{told:?}");
}

// attack: A4
#[tokio::test]
async fn an_inbox_is_its_persons_alone_and_its_pages_cover_it_once() {
    let it = company().await;
    for _ in 0..5 {
        let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
        it.world.service.revoke_grant(&it.world.again(&it.ann), it.database, grant, None).await.unwrap();
    }
    tell(&it.world).await;
    let whole = inbox(&it.world, &it.bob);
    assert_eq!(whole.len(), 10);
    let (mut pages, mut before): (Vec<NoticeId>, _) = (Vec::new(), None);
    loop {
        let page = it.world.service.notices(&it.world.again(&it.bob), before, 3).unwrap();
        assert_eq!(page.unread, 10);
        pages.extend(page.notices.iter().map(|notice| notice.id));
        before = pages.last().copied();
        if !page.more {
            break;
        }
    }
    assert_eq!(pages, whole.iter().map(|notice| notice.id).collect::<Vec<_>>());
    // Cid names Bob's notices: nothing of Bob's changes, and Cid is told what an invented id would tell.
    let service = &it.world.service;
    let cid = it.world.again(&it.cid);
    assert_eq!(service.mark_notices_read(&cid, Some(pages.clone())).await.unwrap(), 0);
    assert!(inbox(&it.world, &it.cid).is_empty());
    let bob = it.world.again(&it.bob);
    assert_eq!(service.unread_notices(&bob).unwrap(), 10);
    assert_eq!(service.mark_notices_read(&bob, Some(pages[..4].to_vec())).await.unwrap(), 6);
    assert_eq!(service.mark_notices_read(&bob, Some(pages[..5].to_vec())).await.unwrap(), 5);
    assert_eq!(service.mark_notices_read(&bob, None).await.unwrap(), 0);
    assert!(inbox(&it.world, &it.bob).iter().all(|notice| notice.read));
}

// attack: R1
#[tokio::test]
async fn an_inbox_is_bounded_by_count_and_by_age() {
    let it = company().await;
    let service = &it.world.service;
    let group = it.world.group(&it.root, "Shift", &[it.bob.user]).await;
    let mut new = it.new_grant(it.bob.user);
    new.grantee = group.uuid();
    for _ in 0..(KEPT / 2 + 3) {
        let grant = it.give(&it.ann, &new).await.unwrap().id;
        service.revoke_grant(&it.world.again(&it.ann), it.database, grant, None).await.unwrap();
    }
    tell(&it.world).await;
    assert_eq!(inbox(&it.world, &it.bob).len(), KEPT);
    it.world.clock.advance(91 * 86_400);
    let (ann, bob) = (it.world.sign_in("ann").await, it.world.sign_in("bob").await);
    it.give(&ann, &new).await.unwrap();
    tell(&it.world).await;
    assert_eq!(kinds(&it.world, &bob), [NoticeKind::GrantGiven], "what is older than ninety days is gone");
}

#[tokio::test]
async fn a_stream_hears_that_notices_came_and_only_its_persons() {
    use strongroom_service::changes::Told;
    let it = company().await;
    let service = &it.world.service;
    let mut bob = service.follow(it.world.again(&it.bob)).unwrap();
    let mut cid = service.follow(it.world.again(&it.cid)).unwrap();
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    tell(&it.world).await;
    assert!(service.look(&mut bob).unwrap().contains(&Told::Notices(1)));
    assert_eq!(service.look(&mut bob).unwrap(), [], "and not again");
    assert_eq!(service.look(&mut cid).unwrap(), []);
}

// attack: A4
#[tokio::test]
async fn who_may_not_decide_any_more_reads_no_name_and_an_author_without_sight_is_told_nothing() {
    use strongroom_domain::{account::Principal, account::Role, rights::Permission, seal::SealEvent};
    let mut it = company().await;
    let dan = it.world.user_with(&it.root, "dan", &[Role::Administrator]).await;
    let new = it.sealed_grant(it.bob.user, &[it.root.user, dan], 1);
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.told().await;
    let reads = |by: &Caller| {
        let told = inbox(&it.world, by).into_iter().find(|it| it.kind == NoticeKind::SealRequested);
        told.unwrap()
    };
    let caller = it.world.sign_in("dan").await;
    assert!(reads(&caller).text.starts_with("bob asks for “Mail”"));
    let change = strongroom_service::accounts::users::UserChange {
        roles: Some(Default::default()),
        ..Default::default()
    };
    it.world.service.change_user(&it.world.again(&it.root), dan, None, change).await.unwrap();
    let caller = it.world.sign_in("dan").await;
    let told = reads(&caller);
    assert_eq!((&told.actor, &told.person, &told.object), (&None, &None, &None), "{told:?}");
    assert!(!told.text.contains("bob") && !told.text.contains("Mail"), "{}", told.text);
    let ann = Principal::User(it.ann.user);
    it.world.assign(&it.root, it.database, ann, &[Permission::AccessDatabase]).await;
    it.root = it.world.root().await;
    it.act(&it.root, grant, SealEvent::Reject).await.unwrap();
    let told = it.told().await;
    assert_eq!(told[2], [NoticeKind::SealRejected]);
    assert_eq!(told[1], [], "Ann gave it, and sees it no more");
}
