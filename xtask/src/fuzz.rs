//! `cargo xtask fuzz`: random and hostile input for what reads files and requests.
//!
//! Guided by coverage with libFuzzer, which wants a C++ compiler and nothing else: the compiler passes that it needs
//! are there on any toolchain. The same functions run with a fixed seed in each test run.

use std::{
    fs,
    process::{Command, Stdio},
};

use anyhow::Context;
use clap::Args;

use crate::shell;

const MANIFEST: &str = "fuzz/Cargo.toml";

/// As in `strongroom_fuzz::TARGETS`.
const TARGETS: [&str; 3] = ["kdbx", "kdbx_document", "request"];

/// The passes by which libFuzzer sees where input leads; the flags are those of `cargo fuzz`.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// How long and what.
#[derive(Args)]
pub struct Options {
    /// Seconds for each target.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Only this target.
    #[arg(long, value_parser = TARGETS)]
    target: Option<String>,
}

/// Runs libFuzzer. What it finds is written to `fuzz/artifacts`, what leads further is kept in `fuzz/corpus`.
pub fn run(options: &Options) -> anyhow::Result<()> {
    shell::run(drive()?.args(["--write-seeds", "fuzz/corpus"]))?;
    // Named, so that the passes are in what is tested and not in build scripts.
    let machine = shell::machine()?;
    let folder = shell::target_folder()?.join("fuzz");
    let mut build = shell::cargo();
    build.args([
        "build",
        "--release",
        "--locked",
        "--manifest-path",
        MANIFEST,
        "--features",
        "libfuzzer",
        "--bins",
    ]);
    build.arg("--target-dir").arg(&folder).args(["--target", &machine]).env("RUSTFLAGS", COVERAGE);
    shell::run(&mut build)?;
    for target in TARGETS.iter().filter(|target| options.target.as_deref().is_none_or(|it| it == **target)) {
        let artifacts = format!("fuzz/artifacts/{target}/");
        fs::create_dir_all(shell::root().join(&artifacts)).context("no folder for what is found")?;
        let mut fuzz = Command::new(folder.join(&machine).join("release").join(target));
        fuzz.current_dir(shell::root()).arg(format!("fuzz/corpus/{target}"));
        fuzz.arg(format!("-dict=fuzz/corpus/{target}.dict")).arg(format!("-artifact_prefix={artifacts}"));
        fuzz.arg(format!("-max_total_time={}", options.seconds));
        fuzz.args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=65536", "-print_final_stats=1"]);
        shell::run(&mut fuzz)?;
    }
    Ok(())
}

/// The same functions with a fixed seed, for each test run; and that the targets of libFuzzer still compile, where
/// there is a C++ compiler.
pub fn check() -> anyhow::Result<()> {
    shell::run(drive()?.args(["--seconds", "20"]))?;
    let found = Command::new("c++").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        println!("  no C++ compiler (`c++`): the targets of libFuzzer are not checked");
        return Ok(());
    }
    let mut check = shell::cargo();
    check.args(["check", "--locked", "--manifest-path", MANIFEST, "--features", "libfuzzer", "--bins"]);
    shell::run(check.arg("--target-dir").arg(shell::target_folder()?))
}

/// The driver with the fixed seed, built beside the tests.
fn drive() -> anyhow::Result<Command> {
    let mut drive = shell::cargo();
    drive.args(["run", "--quiet", "--locked", "--manifest-path", MANIFEST, "--bin", "drive"]);
    drive.arg("--target-dir").arg(shell::target_folder()?).arg("--");
    Ok(drive)
}
