//! `cargo xtask history`: many clients at once, kills in between, and a judge over all that was answered.

use clap::Args;
use strongroom_e2e::history;

use crate::shell;

/// How much to play.
#[derive(Args)]
pub struct Options {
    /// How many histories.
    #[arg(long, default_value_t = 100)]
    histories: usize,
    /// How many requests in each.
    #[arg(long, default_value_t = 200)]
    requests: usize,
    /// What the requests are chosen by; by default another one each time. When they meet is not chosen by it.
    #[arg(long)]
    seed: Option<u64>,
    /// The server is killed in every so many histories; 0: in none.
    #[arg(long, default_value_t = 2)]
    kill_in_every: usize,
    /// Plays with the release build.
    #[arg(long)]
    release: bool,
}

/// Plays them, and says what was found.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut build = shell::cargo();
    build.args(["build", "--locked", "--package", "strongroom-server"]);
    if options.release {
        build.arg("--release");
    }
    shell::run(&mut build)?;
    let Options { histories, requests, kill_in_every, release, .. } = *options;
    let now = jiff::Timestamp::now().as_microsecond();
    let seed = options.seed.unwrap_or_else(|| now.unsigned_abs());
    println!("\nseed {seed}");
    let begin = std::time::Instant::now();
    let chosen = history::Options { histories, requests, seed, kill_in_every };
    let report = history::run(&shell::binary("strongroomd", release)?, &chosen)?;
    let history::Report { right, too_long, requests, lost, kills, records } = report;
    println!("{right} histories are right, {too_long} took too long to be judged");
    println!(
        "{requests} requests, {lost} of them lost in {kills} kills, {records} transitions recorded once each"
    );
    println!("{:.1} s", begin.elapsed().as_secs_f64());
    Ok(())
}
