//! The targets with random input from a fixed seed: no coverage, but any toolchain, and the same each time.
//!
//! `drive [--seconds N] [--target NAME] [--seed N]`; `--write-seeds FOLDER` writes the valid inputs for libFuzzer.

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use strongroom_fuzz::{TARGETS, Target, hex};

/// No input may take longer: what is refused is refused soon.
const SLOWEST: Duration = Duration::from_secs(20);

/// xorshift64*: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % limit.max(1) as u64) as usize
    }

    /// A few changes: bits, bytes, numbers, pieces that are removed, doubled or taken from another input, words.
    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8], words: &[&str]) {
        for _ in 0..=self.below(5) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(8) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let piece = bytes[at..end].to_vec();
                    let to = self.below(bytes.len() + 1);
                    bytes.splice(to..to, piece);
                }
                4 if end >= at + 4 => {
                    let number = [0, 1, 0x7fff_ffff, 0xffff_ffff, 0x0100_0000][self.below(5)];
                    bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
                }
                5 if self.below(8) == 0 => bytes.truncate(at),
                6 => {
                    let from = self.below(other.len() + 1);
                    let to = (from + self.below(200)).min(other.len());
                    bytes.splice(at..end, other[from..to].iter().copied());
                }
                _ if !words.is_empty() => {
                    bytes.splice(at..at, words[self.below(words.len())].bytes());
                }
                _ => {}
            }
        }
    }
}

/// Runs one target; `false` where a promise was broken.
fn run(target: &Target, time: Duration, first_seed: u64) -> bool {
    let seeds = (target.seeds)();
    let (mut taken, mut refused, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    let (begin, mut seed) = (Instant::now(), first_seed);
    while begin.elapsed() < time || taken == 0 || refused == 0 {
        let mut random = Random::of(seed);
        let mut input = seeds[random.below(seeds.len())].clone();
        // Now and then unchanged, so that what is valid is tried as well.
        if seed % 64 != 0 {
            let other = random.below(seeds.len());
            random.change(&mut input, &seeds[other], target.words);
        }
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        slowest = slowest.max(start.elapsed());
        match outcome {
            Ok(true) => taken += 1,
            Ok(false) => refused += 1,
            Err(_) => {
                eprintln!("{}: broken by `--seed {seed}`: {}", target.name, hex(&input));
                return false;
            }
        }
        if slowest > SLOWEST {
            eprintln!("{}: `--seed {seed}` took {slowest:?}: {}", target.name, hex(&input));
            return false;
        }
        if begin.elapsed() > time + SLOWEST {
            eprintln!(
                "{}: {taken} taken, {refused} refused: the input is not what it should be",
                target.name
            );
            return false;
        }
        seed += 1;
    }
    println!(
        "{:<14} seeds {first_seed} to {}: {taken} taken, {refused} refused, the slowest in {slowest:.1?}",
        target.name,
        seed - 1
    );
    true
}

fn write_seeds(folder: &Path) -> std::io::Result<()> {
    for target in &TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder)?;
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
        let words = target.words.iter().map(|word| {
            let bytes: Vec<String> = word.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
            format!("\"{}\"\n", bytes.concat())
        });
        fs::write(folder.with_extension("dict"), words.collect::<String>())?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let value = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1))
    };
    if let Some(folder) = value("--write-seeds") {
        return match write_seeds(Path::new(folder)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("the seeds can not be written: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let number = |name, usual| value(name).map_or(Some(usual), |text| text.parse::<u64>().ok());
    let (Some(seconds), Some(seed)) = (number("--seconds", 10), number("--seed", 1)) else {
        eprintln!("`--seconds` and `--seed` are whole numbers");
        return ExitCode::FAILURE;
    };
    let wanted = value("--target");
    let chosen: Vec<&Target> =
        TARGETS.iter().filter(|target| wanted.is_none_or(|wanted| wanted == target.name)).collect();
    if chosen.is_empty() {
        eprintln!("the targets are {}", TARGETS.map(|target| target.name).join(", "));
        return ExitCode::FAILURE;
    }
    let time = Duration::from_secs(seconds);
    if chosen.iter().all(|target| run(target, time, seed)) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
