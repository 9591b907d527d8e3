//! Ends at the very instant, wherever on the calendar that is.

use super::*;

/// Instants around which calendars, offsets and counters of seconds are odd, each with another way to write it.
const ODD: [(&str, &str); 7] = [
    ("2028-02-29T23:59:59.999999Z", "2028-03-01T00:59:59.999999+01:00"),
    ("2028-03-01T00:00:00Z", "2028-02-29T19:00:00-05:00"),
    ("2028-03-26T01:00:00Z", "2028-03-26T03:00:00+02:00"),
    ("2028-10-29T01:00:00Z", "2028-10-29T02:00:00+01:00"),
    ("2038-01-19T03:14:07Z", "2038-01-19T08:44:07+05:30"),
    ("2038-01-19T03:14:08Z", "2038-01-18T17:14:08-10:00"),
    ("2106-02-07T06:28:16Z", "2106-02-07T06:28:16+00:00"),
];

// attack: P6
#[tokio::test]
async fn a_grant_ends_at_its_instant_on_every_odd_day() {
    let mut it = Company::new().await;
    for (end, elsewhere) in ODD {
        let end: Instant = end.parse().unwrap();
        assert_eq!(elsewhere.parse::<Instant>().unwrap(), end, "the same instant in another place");
        it.world.clock.set_to(end.plus_seconds(-30));
        it = it.signed_in_anew().await;
        it.lend(it.bob.user, elsewhere.parse().unwrap()).await;
        let reads = |at: Instant| {
            let caller = strongroom_service::Caller { now: at, ..it.bob.clone() };
            it.world.service.object(&caller, it.database, it.entry).map(|it| it.details.is_some())
        };
        let last = Instant::from_micros(end.micros() - 1);
        assert!(reads(last).unwrap(), "{end}: a microsecond before it");
        assert!(reads(end).is_err(), "{end}: at it");
        it.world.clock.set_to(end);
        assert!(it.password(&it.bob).await.is_err(), "{end}: by the clock of the server");
    }
}

// attack: P6
#[test]
fn what_is_no_day_is_no_instant() {
    for none in [
        "2027-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2028-02-30T00:00:00Z",
        "2028-13-01T00:00:00Z",
        "2028-01-01T24:00:00Z",
        "2028-01-01T00:60:00Z",
        "2028-01-01T00:00:00",
        "2028-01-01T00:00:00+25:99",
        "2028-01-01T00:00:00[Europe/Berlin]",
        "28-01-01T00:00:00Z",
        "99999-01-01T00:00:00Z",
        "1800000000",
    ] {
        assert!(none.parse::<Instant>().is_err(), "{none}");
    }
}

// attack: P6
#[tokio::test]
async fn a_server_that_was_off_at_the_end_knows_of_it() {
    let it = Company::new().await;
    it.lend(it.bob.user, it.world.service.now().plus_seconds(600)).await;
    assert_eq!(it.password(&it.bob).await.unwrap(), "hunter2");
    let Company { world, .. } = it;
    world.clock.advance(601);
    let it = Company { world: world.restart().await, ..it };
    assert!(it.password(&it.bob).await.is_err());
}
