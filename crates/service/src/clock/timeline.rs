//! The server's own time: what the machine's clock shows, as long as that does not go back.
//!
//! Where it is set back by more than a moment, the server goes on from where it was, a tenth slower than time, until
//! the two meet. So what has ended stays ended, leases and sessions still end, and an hour is made good in ten.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use strongroom_domain::time::Instant;

use super::{Boot, Clock};

/// The machine's clock may step back so far, in microseconds, as time servers have it do: the server waits for it.
const TOLERANCE: i64 = 2_000_000;

/// How often the time is kept on disk, in seconds; so much may have gone by unseen before a kill.
pub const KEPT_EVERY_SECONDS: i64 = 30;

/// Nothing is destroyed for the time's sake before the clocks agreed for so long.
const SETTLES_AFTER: Duration = Duration::from_secs(60 * 60);

/// The time and the steady clock may part by so many microseconds between two looks; a look comes each minute.
const JUMP: u64 = 3 * 60 * 1_000_000;

/// The server's time.
pub struct Timeline {
    clock: Arc<dyn Clock>,
    course: Mutex<Course>,
    calm: Mutex<Calm>,
}

/// Since when the time went as the steady clock does.
struct Calm {
    /// By the steady clock.
    since: Duration,
    /// The last look: the time, and the steady clock.
    last: (Instant, Duration),
}

struct Course {
    /// The server's time when the steady clock showed `steady`.
    from: Instant,
    steady: Duration,
    /// Nothing earlier is ever told.
    last: Instant,
    /// The machine's clock is behind, and the server goes by itself.
    alone: bool,
    /// It was told that it is.
    told: bool,
}

impl Course {
    fn of(machine: Instant, steady: Duration) -> Self {
        Self { from: machine, steady, last: machine, alone: false, told: false }
    }

    fn step(&mut self, machine: Instant, steady: Duration) -> Instant {
        let gone = i64::try_from(steady.saturating_sub(self.steady).as_micros()).unwrap_or(i64::MAX);
        let after = |micros: i64| Instant::from_micros(self.from.micros().saturating_add(micros));
        let (slowed, full) = (after(gone - gone / 10), after(gone));
        let set_back = machine.micros() < full.micros().saturating_sub(TOLERANCE);
        let now = match self.alone {
            true if machine < slowed => slowed,
            false if set_back => {
                (self.from, self.steady, self.alone) = (full.max(self.last), steady, true);
                self.from
            }
            _ => {
                (self.from, self.steady, self.alone, self.told) = (machine, steady, false, false);
                machine
            }
        };
        self.last = self.last.max(now);
        self.last
    }
}

impl Timeline {
    /// From the latest instant that an earlier process is known to have seen.
    pub fn new(clock: Arc<dyn Clock>, known: Option<Instant>) -> Self {
        let (machine, steady) = (clock.now(), clock.steady());
        let mut course = Course::of(machine, steady);
        if let Some(known) = known {
            course.last = machine.max(known);
            if machine.micros() < known.micros().saturating_sub(TOLERANCE) {
                // It was set back. What ended after the time was kept last, and before a kill, has ended as well.
                course.from = known.plus_seconds(KEPT_EVERY_SECONDS);
                (course.last, course.alone) = (course.from, true);
            }
        }
        let calm = Calm { since: steady, last: (course.last, steady) };
        Self { clock, course: Mutex::new(course), calm: Mutex::new(calm) }
    }

    /// The run of the machine.
    pub fn boot(&self) -> Option<Boot> {
        self.clock.boot()
    }

    /// The present instant: never earlier than one that was told before.
    pub fn now(&self) -> Instant {
        let (machine, steady) = (self.clock.now(), self.clock.steady());
        self.course.lock().step(machine, steady)
    }

    /// What the machine's clock shows, where it is behind.
    pub fn machine_behind(&self) -> Option<Instant> {
        let (machine, steady) = (self.clock.now(), self.clock.steady());
        let mut course = self.course.lock();
        course.step(machine, steady);
        course.alone.then_some(machine)
    }

    /// By how many seconds the machine's clock is behind; 0 where it is not.
    pub fn seconds_behind(&self) -> u64 {
        let Some(machine) = self.machine_behind() else { return 0 };
        let micros = self.course.lock().last.micros().saturating_sub(machine.micros());
        u64::try_from(micros / 1_000_000).unwrap_or(0)
    }

    /// What the time was an hour ago, where all went well since: the process ran, the machine's clock was not behind, and
    /// the time went neither forward nor back by more than minutes beside the steady clock. What was due then and is
    /// due now may be destroyed; by the present instant alone nothing is, since a clock that is wrong for a moment is
    /// put right again, and what was destroyed by it is not.
    pub fn settled(&self) -> Option<Instant> {
        let (now, steady, behind) = (self.now(), self.clock.steady(), self.machine_behind().is_some());
        let mut calm = self.calm.lock();
        let (was, at) = calm.last;
        let expected = i64::try_from(steady.saturating_sub(at).as_micros()).unwrap_or(i64::MAX);
        let apart = now.micros().abs_diff(was.micros().saturating_add(expected));
        calm.last = (now, steady);
        if behind || apart > JUMP {
            calm.since = steady;
        }
        let wait = i64::try_from(SETTLES_AFTER.as_secs()).unwrap_or(i64::MAX);
        (steady.saturating_sub(calm.since) >= SETTLES_AFTER).then(|| now.plus_seconds(-wait))
    }

    /// Whether nobody was told yet that the machine's clock is behind; from then on somebody was.
    pub fn begins_to_be_behind(&self) -> bool {
        let mut course = self.course.lock();
        course.alone && !std::mem::replace(&mut course.told, true)
    }

    /// Believes the machine's clock from now on.
    pub fn accept(&self) {
        *self.course.lock() = Course::of(self.clock.now(), self.clock.steady());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    /// Two clocks that are moved by hand, in seconds.
    #[derive(Default)]
    struct Hands {
        machine: AtomicI64,
        steady: AtomicI64,
    }

    impl Hands {
        fn pass(&self, seconds: i64) {
            self.machine.fetch_add(seconds, Ordering::Relaxed);
            self.steady.fetch_add(seconds, Ordering::Relaxed);
        }

        fn set(&self, by: i64) {
            self.machine.fetch_add(by, Ordering::Relaxed);
        }
    }

    impl Clock for Hands {
        fn now(&self) -> Instant {
            Instant::from_micros(0).plus_seconds(self.machine.load(Ordering::Relaxed))
        }

        fn steady(&self) -> Duration {
            Duration::from_secs(self.steady.load(Ordering::Relaxed).unsigned_abs())
        }

        fn boot(&self) -> Option<Boot> {
            None
        }
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(0).plus_seconds(seconds)
    }

    fn beginning_at(seconds: i64, known: Option<i64>) -> (Arc<Hands>, Timeline) {
        let hands = Arc::new(Hands::default());
        hands.set(seconds);
        let timeline = Timeline::new(Arc::clone(&hands) as Arc<dyn Clock>, known.map(at));
        (hands, timeline)
    }

    // attack: P6
    #[test]
    fn a_clock_set_back_an_hour_moves_nothing_back_and_is_met_again() {
        let (hands, timeline) = beginning_at(100_000, None);
        hands.pass(50);
        assert_eq!(timeline.now(), at(100_050));
        hands.set(-3_600);
        assert_eq!((timeline.now(), timeline.seconds_behind()), (at(100_050), 3_600));
        hands.pass(100);
        assert_eq!(timeline.now(), at(100_140), "it goes on, a tenth slower");
        hands.set(-7_200);
        assert_eq!(timeline.now(), at(100_140), "and further back is all the same");
        hands.set(7_200);
        hands.pass(36_000);
        assert_eq!(
            (timeline.now(), timeline.machine_behind()),
            (at(132_550), None),
            "after ten hours they meet"
        );
        hands.pass(10);
        assert_eq!(timeline.now(), at(132_560));
    }

    // attack: P6
    #[test]
    fn a_small_step_back_is_waited_for_and_no_alarm() {
        let (hands, timeline) = beginning_at(100, None);
        hands.pass(10);
        assert_eq!(timeline.now(), at(110));
        hands.set(-2);
        assert_eq!((timeline.now(), timeline.seconds_behind()), (at(110), 0));
        hands.pass(1);
        assert_eq!(timeline.now(), at(110));
        hands.pass(2);
        assert_eq!(timeline.now(), at(111));
        for _ in 0..100 {
            hands.set(-2);
            assert!(timeline.now() >= at(111), "step by step it does not go back either");
        }
    }

    // attack: P6
    #[test]
    fn a_clock_set_forward_is_believed() {
        let (hands, timeline) = beginning_at(100, None);
        hands.set(400_000_000);
        assert_eq!((timeline.now(), timeline.machine_behind()), (at(400_000_100), None));
    }

    // attack: P6
    #[test]
    fn nothing_is_destroyed_by_a_clock_that_was_just_set() {
        let (hands, timeline) = beginning_at(100_000, None);
        assert_eq!(timeline.settled(), None, "it just began");
        hands.pass(3_599);
        assert_eq!(timeline.settled(), None);
        hands.pass(1);
        assert_eq!(timeline.settled(), Some(at(100_000)));
        hands.set(100);
        assert!(timeline.settled().is_some(), "a small step is none");
        // Wrong by days for a minute: the time stays where it was, ahead of the machine's.
        hands.set(400_000);
        assert_eq!(timeline.settled(), None);
        hands.pass(60);
        hands.set(-400_000);
        assert_eq!(timeline.settled(), None);
        hands.pass(100_000);
        assert_eq!(timeline.settled(), None, "as long as the machine is behind");
        timeline.accept();
        assert_eq!(timeline.settled(), None);
        hands.pass(3_600);
        assert_eq!(timeline.settled(), Some(at(203_760)));
        // The machine slept, and its steady clock with it.
        hands.set(30_000);
        hands.pass(3_599);
        assert_eq!(timeline.settled(), None);
        hands.pass(3_599);
        assert_eq!(timeline.settled(), None);
        hands.pass(1);
        assert!(timeline.settled().is_some());
        // The process before saw a later time.
        let (hands, timeline) = beginning_at(1_000, Some(400_000));
        hands.pass(7_200);
        assert_eq!(timeline.settled(), None);
    }

    // attack: P6
    #[test]
    fn a_process_begins_where_the_one_before_it_was() {
        let (hands, timeline) = beginning_at(1_000, Some(4_600));
        assert_eq!(timeline.now(), at(4_630), "and what may have gone by unseen");
        assert!(timeline.begins_to_be_behind() && !timeline.begins_to_be_behind(), "it is told once");
        hands.pass(10);
        assert_eq!(timeline.now(), at(4_639));
        timeline.accept();
        assert_eq!((timeline.now(), timeline.machine_behind()), (at(1_010), None));
        let (_, later) = beginning_at(5_000, Some(4_600));
        assert_eq!((later.now(), later.machine_behind()), (at(5_000), None));
        let (_, soon) = beginning_at(4_599, Some(4_600));
        assert_eq!((soon.now(), soon.machine_behind()), (at(4_600), None));
    }
}
