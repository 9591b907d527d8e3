//! Plays histories against a server, and judges them.

use std::{
    fmt::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

use super::{
    Call, Dice, LockAct, LockAnswer, LockModel, LockRequest, Model, SealAct, SealAnswer, SealModel,
    SealRequest, Verdict, check,
    seals::Phase,
    stage::{ADMINS, EDITORS, GRANTEE, NAMES, ROOT, SESSIONS, Stage, Things},
};
use crate::{Answer, Session};

/// A history that took longer says nothing of locks: a lease may have ended in it.
const SHORTER_THAN_A_LEASE: Duration = Duration::from_secs(80);

/// How long a client waits for a server that was killed.
const PATIENCE: Duration = Duration::from_secs(120);

/// How much to play.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many histories.
    pub histories: usize,
    /// How many requests in each, at least.
    pub requests: usize,
    /// What the requests are chosen by. When they meet is not: the same seed gives other histories.
    pub seed: u64,
    /// The server is killed in every so many histories; 0: in none.
    pub kill_in_every: usize,
}

/// What was played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Histories that were judged right.
    pub right: usize,
    /// Histories that took too long to be judged.
    pub too_long: usize,
    /// Requests in all.
    pub requests: usize,
    /// Those of them whose answers were lost.
    pub lost: usize,
    /// Kills.
    pub kills: usize,
    /// Transitions of seals and releases by force that were recorded, each once.
    pub records: usize,
}

/// Plays histories with the server `program` and judges each of them.
///
/// # Errors
/// The first history that is wrong, with its calls; or what the server says.
pub fn run(program: &Path, options: &Options) -> anyhow::Result<Report> {
    let (mut stage, mut sessions) = Stage::new(program)?;
    let (mut report, mut dice) = (Report::default(), Dice::new(options.seed));
    for number in 0..options.histories {
        let with_kill = options.kill_in_every != 0 && number % options.kill_in_every == 0;
        let root = sessions.first_mut().context("no sessions")?;
        let game = Arc::new(Game {
            things: stage.things(root)?,
            database: stage.database.clone(),
            begin: Instant::now(),
            asked: AtomicUsize::new(0),
            requests: options.requests,
            life: AtomicUsize::new(0),
            up: AtomicBool::new(true),
            failed: AtomicBool::new(false),
        });
        let kill_at = with_kill.then(|| options.requests / 4 + dice.below(options.requests / 2));
        let (back, mut played, killed) = play(&mut stage, sessions, &game, kill_at, &mut dice)?;
        sessions = back;
        let took = game.begin.elapsed();
        count(&stage, sessions.first_mut().context("no sessions")?, &game, &mut played)?;
        report.kills += usize::from(killed);
        report.requests += played.all();
        report.lost += played.lost();
        if took > SHORTER_THAN_A_LEASE {
            report.too_long += 1;
            continue;
        }
        let place = format!("history {number} of seed {}", options.seed);
        report.records += played.judge(&game.things).with_context(|| place)?;
        report.right += 1;
    }
    let root = sessions.first_mut().context("no sessions")?;
    ensure!(stage.audit_is_intact(root)?, "the audit trail is not intact");
    Ok(report)
}

/// One history, as all its clients see it.
struct Game {
    things: Things,
    database: String,
    begin: Instant,
    /// How many requests were made; names them.
    asked: AtomicUsize,
    requests: usize,
    /// How often the server was started.
    life: AtomicUsize,
    up: AtomicBool,
    failed: AtomicBool,
}

impl Game {
    fn now(&self) -> u64 {
        u64::try_from(self.begin.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn object(&self, entry: usize) -> String {
        let id = self.things.entries.get(entry).map_or("", String::as_str);
        format!("/databases/{}/objects/{id}", self.database)
    }

    fn grant(&self, grant: usize) -> String {
        let id = self.things.grants.get(grant).map_or("", |(id, _)| id);
        format!("/databases/{}/grants/{id}", self.database)
    }

    /// Waits until the server that was there in `life` was killed and another one is there.
    fn next_life(&self, life: usize) -> anyhow::Result<()> {
        let since = Instant::now();
        while self.life.load(Ordering::SeqCst) == life || !self.up.load(Ordering::SeqCst) {
            ensure!(!self.failed.load(Ordering::SeqCst), "another client failed");
            ensure!(since.elapsed() < PATIENCE, "a request failed, and nobody killed the server");
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }
}

type LockCall = Call<LockRequest, LockAnswer>;
type SealCall = Call<SealRequest, SealAnswer>;

/// The calls of a history, by what they are about.
#[derive(Default)]
struct Played {
    locks: Vec<(usize, LockCall)>,
    seals: Vec<(usize, SealCall)>,
}

impl Played {
    fn all(&self) -> usize {
        self.locks.len() + self.seals.len()
    }

    fn lost(&self) -> usize {
        let locks = self.locks.iter().filter(|(_, call)| call.answer.is_none()).count();
        locks + self.seals.iter().filter(|(_, call)| call.answer.is_none()).count()
    }

    /// What was lost can not come about after the kill, nor what was not even sent before it.
    fn lost_until(&mut self, killed: u64) {
        self.locks.retain(|(_, call)| call.answer.is_some() || call.invoked < killed);
        self.seals.retain(|(_, call)| call.answer.is_some() || call.invoked < killed);
        let locks = self.locks.iter_mut().map(|(_, call)| (call.answer.is_none(), &mut call.returned));
        let seals = self.seals.iter_mut().map(|(_, call)| (call.answer.is_none(), &mut call.returned));
        locks.chain(seals).filter(|(lost, _)| *lost).for_each(|(_, returned)| *returned = killed);
    }

    /// Judges each thing by itself; gives how many transitions were recorded.
    fn judge(&self, things: &Things) -> anyhow::Result<usize> {
        let mut records = 0;
        for thing in 0..things.entries.len() {
            let calls = of(&self.locks, thing);
            judge(&LockModel::default(), &calls).with_context(|| format!("the lock of entry {thing}"))?;
            if let Some(LockAnswer::Counted(_, _, _, forced)) = calls.last().and_then(|it| it.answer.clone())
            {
                records += forced;
            }
        }
        for (thing, (_, quorum)) in things.grants.iter().enumerate() {
            let calls = of(&self.seals, thing);
            judge(&SealModel::of(*quorum), &calls).with_context(|| format!("the seal of grant {thing}"))?;
            if let Some(SealAnswer::Counted(_, changes)) = calls.last().and_then(|it| it.answer.clone()) {
                records += changes;
            }
        }
        Ok(records)
    }
}

/// The calls about one thing, in the order in which they were sent.
fn of<R: Clone, A: Clone>(all: &[(usize, Call<R, A>)], thing: usize) -> Vec<Call<R, A>> {
    let mut calls: Vec<_> = all.iter().filter(|(of, _)| *of == thing).map(|(_, call)| call.clone()).collect();
    calls.sort_by_key(|call| call.invoked);
    calls
}

fn judge<M: Model>(model: &M, calls: &[Call<M::Request, M::Answer>]) -> anyhow::Result<()> {
    let Verdict::Wrong { order, state, next } = check(model, calls) else { return Ok(()) };
    let mut text = String::new();
    for call in calls {
        let place = order.iter().position(|number| *number == call.number);
        let mark = place.map_or_else(|| "    -".to_owned(), |place| format!("{place:>5}"));
        let Call { number, invoked, returned, request, answer } = call;
        writeln!(text, "{mark}  #{number} {invoked}..{returned} {request:?} -> {answer:?}")?;
    }
    bail!("no order of its calls gives these answers; behind {state} none of {next:?} fits:\n{text}")
}

/// Plays one history: sixteen clients, and perhaps a kill when so many requests were made.
fn play(
    stage: &mut Stage,
    sessions: Vec<Session>,
    game: &Arc<Game>,
    kill_at: Option<usize>,
    dice: &mut Dice,
) -> anyhow::Result<(Vec<Session>, Played, bool)> {
    let clients: Vec<_> = sessions
        .into_iter()
        .enumerate()
        .map(|(number, session)| {
            let client = Client::new(number, session, Arc::clone(game), Dice::new(dice.number()));
            thread::spawn(move || client.play())
        })
        .collect();
    let mut killed = None;
    if let Some(kill_at) = kill_at {
        while game.asked.load(Ordering::SeqCst) < kill_at && !game.failed.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_micros(200));
        }
        game.up.store(false, Ordering::SeqCst);
        stage.kill()?;
        killed = Some(game.now());
        let started = stage.start_again();
        game.failed.fetch_or(started.is_err(), Ordering::SeqCst);
        game.life.fetch_add(1, Ordering::SeqCst);
        game.up.store(true, Ordering::SeqCst);
        started?;
    }
    let (mut back, mut played) = (Vec::new(), Played::default());
    for client in clients {
        let (session, its) = client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
        back.push(session);
        played.locks.extend(its.locks);
        played.seals.extend(its.seals);
    }
    if let Some(killed) = killed {
        played.lost_until(killed);
    }
    Ok((back, played, killed.is_some()))
}

/// The last calls of a history: how everything stands, and how much was recorded.
fn count(stage: &Stage, root: &mut Session, game: &Game, played: &mut Played) -> anyhow::Result<()> {
    root.hang_up();
    let mut number = game.asked.load(Ordering::SeqCst);
    for (thing, entry) in game.things.entries.iter().enumerate() {
        let shown = root.must(200, "GET", &game.object(thing), None)?;
        let changes = stage.records(root, "object_changed", "object", entry)?;
        let forced = stage.records(root, "lock_released", "object", entry)?;
        let (holder, revision) = seen(&shown)?;
        let request = LockRequest { session: 0, user: ROOT, act: LockAct::Count };
        let answer = Some(LockAnswer::Counted(holder, revision, changes, forced));
        let invoked = game.now();
        number += 1;
        played.locks.push((thing, Call { number, invoked, returned: invoked, request, answer }));
    }
    for (thing, (grant, _)) in game.things.grants.iter().enumerate() {
        let phase = phase(&root.must(200, "GET", &game.grant(thing), None)?)?;
        let records = stage.records(root, "seal_changed", "grant", grant)?;
        let request = SealRequest { user: ROOT, act: SealAct::Count };
        let answer = Some(SealAnswer::Counted(phase, records));
        let invoked = game.now();
        number += 1;
        played.seals.push((thing, Call { number, invoked, returned: invoked, request, answer }));
    }
    Ok(())
}

/// Who has the lock of an entry, and its revision.
fn seen(object: &Value) -> anyhow::Result<(Option<usize>, u64)> {
    let revision = object.get("revision").and_then(Value::as_u64).context("no revision")?;
    let holder = object.get("lock").and_then(|lock| lock.get("holder")).and_then(Value::as_str);
    let holder =
        holder.map(|name| NAMES.iter().position(|it| *it == name).context("a stranger has the lock"));
    Ok((holder.transpose()?, revision))
}

/// The state of a seal.
fn phase(grant: &Value) -> anyhow::Result<Phase> {
    let state = grant.get("seal").and_then(|seal| seal.get("state")).and_then(Value::as_str);
    state.and_then(Phase::named).with_context(|| format!("no state in {grant}"))
}

/// One of the sixteen.
struct Client {
    number: usize,
    user: usize,
    session: Session,
    game: Arc<Game>,
    dice: Dice,
    life: usize,
    /// For each entry: the tokens that it was given, with the calls that gave them, and the revision that it saw last.
    known: Vec<(Vec<(usize, String)>, u64)>,
    played: Played,
}

impl Client {
    fn new(number: usize, session: Session, game: Arc<Game>, dice: Dice) -> Self {
        let user = SESSIONS.get(number).copied().unwrap_or(ROOT);
        let known = vec![(Vec::new(), 1); game.things.entries.len()];
        let (life, played) = (0, Played::default());
        Self { number, user, session, game, dice, life, known, played }
    }

    fn play(mut self) -> anyhow::Result<(Session, Played)> {
        while self.game.asked.load(Ordering::SeqCst) < self.game.requests {
            let locks = self.user == ROOT || EDITORS.contains(&self.user);
            let seals = self.user == ROOT || ADMINS.contains(&self.user) || self.user == GRANTEE;
            let done = match (locks, seals) {
                (true, true) if self.dice.below(2) == 0 => self.lock(),
                (_, true) => self.seal(),
                _ => self.lock(),
            };
            if let Err(error) = done {
                self.game.failed.store(true, Ordering::SeqCst);
                return Err(error.context(format!("client {}", self.number)));
            }
        }
        Ok((self.session, self.played))
    }

    /// Asks; `None` where the answer was lost in a kill. Not at all where nobody was there to be asked.
    fn ask(
        &mut self,
        (method, path): (&str, &str),
        headers: &[String],
        body: Option<&Value>,
    ) -> anyhow::Result<Option<(usize, u64, Option<Answer>)>> {
        let life = self.game.life.load(Ordering::SeqCst);
        if life != self.life {
            self.session.hang_up();
            self.life = life;
        }
        if self.session.connect().is_err() {
            self.game.next_life(life)?;
            return Ok(None);
        }
        let number = self.game.asked.fetch_add(1, Ordering::SeqCst);
        let invoked = self.game.now();
        let answer = self.session.ask(method, path, headers, body);
        if answer.is_err() {
            self.game.next_life(life)?;
        }
        Ok(Some((number, invoked, answer.ok())))
    }

    fn lock(&mut self) -> anyhow::Result<()> {
        let entry = self.dice.below(self.game.things.entries.len());
        let Some((tokens, revision)) = self.known.get(entry).cloned() else { return Ok(()) };
        let token = self.dice.of(&tokens).cloned();
        let named = token.as_ref().map(|(call, _)| *call);
        let object = self.game.object(entry);
        let path = format!("{object}/lock");
        let body = token.map(|(_, text)| json!({ "token": text }));
        let (act, method, path, body) = match self.dice.below(10) {
            0..3 => (LockAct::Take, "POST", path, None),
            3 => (LockAct::Renew(None), "PUT", path, None),
            4 => (LockAct::Renew(named), "PUT", path, body),
            5 => (LockAct::Release(None), "DELETE", path, None),
            6 => (LockAct::Release(named), "DELETE", path, body),
            7 if self.user == ROOT => (LockAct::Force, "DELETE", format!("{path}?force=true"), None),
            7 | 8 => {
                let title = json!({"title": format!("by {} at {}", self.number, self.game.now())});
                (LockAct::Save(revision), "PATCH", object, Some(title))
            }
            _ => (LockAct::Look, "GET", object, None),
        };
        let headers: Vec<String> = match act {
            LockAct::Save(revision) => vec![format!("If-Match: \"{revision}\"")],
            _ => Vec::new(),
        };
        let Some((number, invoked, answered)) = self.ask((method, &path), &headers, body.as_ref())? else {
            return Ok(());
        };
        let returned = self.game.now();
        let answer = match &answered {
            Some(answered) => Some(self.locked(entry, number, &act, answered)?),
            None => None,
        };
        let request = LockRequest { session: self.number, user: self.user, act };
        self.played.locks.push((entry, Call { number, invoked, returned, request, answer }));
        Ok(())
    }

    /// What an answer about a lock means, and what the client remembers of it.
    fn locked(
        &mut self,
        entry: usize,
        number: usize,
        act: &LockAct,
        answered: &Answer,
    ) -> anyhow::Result<LockAnswer> {
        let Answer { status, body } = answered;
        let known = self.known.get_mut(entry).context("no such entry")?;
        Ok(match (act, *status) {
            (LockAct::Take | LockAct::Renew(None), 200) => {
                let token = body.get("token").and_then(Value::as_str).context("no token")?;
                known.0.push((number, token.to_owned()));
                LockAnswer::Done
            }
            (LockAct::Renew(_), 200) | (LockAct::Release(_) | LockAct::Force, 204) => LockAnswer::Done,
            (LockAct::Save(_), 200) => {
                known.1 = body.get("revision").and_then(Value::as_u64).context("no revision")?;
                LockAnswer::Saved(known.1)
            }
            (LockAct::Save(_), 412) => LockAnswer::Stale,
            (LockAct::Look, 200) => {
                let (holder, revision) = seen(body)?;
                known.1 = revision;
                LockAnswer::Seen(holder, revision)
            }
            (LockAct::Take | LockAct::Renew(_) | LockAct::Release(_) | LockAct::Save(_), 423) => {
                LockAnswer::Held
            }
            (LockAct::Renew(_) | LockAct::Release(_), 409) => LockAnswer::Conflict,
            _ => bail!("{act:?} was answered with {status} {body}"),
        })
    }

    fn seal(&mut self) -> anyhow::Result<()> {
        let grant = self.dice.below(self.game.things.grants.len());
        let acts: &[SealAct] = if self.user == GRANTEE { &SealAct::GRANTEE } else { &SealAct::APPROVER };
        let looks = self.dice.below(6) == 0;
        let act = if looks { SealAct::Look } else { self.dice.of(acts).copied().unwrap_or(SealAct::Look) };
        let path = self.game.grant(grant);
        let body = matches!(act, SealAct::Request | SealAct::Reject).then(|| json!({"reason": "because"}));
        let asked = match act {
            SealAct::Look => self.ask(("GET", &path), &[], None)?,
            act => self.ask(("POST", &format!("{path}/seal/{}", act.name())), &[], body.as_ref())?,
        };
        let Some((number, invoked, answered)) = asked else { return Ok(()) };
        let returned = self.game.now();
        let answer = match answered {
            None => None,
            Some(Answer { status: 200, body }) if act == SealAct::Look => {
                Some(SealAnswer::Seen(phase(&body)?))
            }
            Some(Answer { status: 200, .. }) => Some(SealAnswer::Done),
            Some(Answer { status: 409, body }) if body.get("code") == Some(&json!("seal_state")) => {
                Some(SealAnswer::State)
            }
            Some(Answer { status: 429, .. }) if act == SealAct::Request => Some(SealAnswer::Limited),
            Some(Answer { status, body }) => bail!("{act:?} was answered with {status} {body}"),
        };
        let request = SealRequest { user: self.user, act };
        self.played.seals.push((grant, Call { number, invoked, returned, request, answer }));
        Ok(())
    }
}
