//! This test binary, run once more as another process: the test of the given name, told by its environment that it
//! is the child.

use std::process::{Command, Stdio};

const ROLE: &str = "STRONGROOM_STORE_TEST_CHILD";

/// Whether this process is the child of a test.
pub fn is_child() -> bool {
    std::env::var_os(ROLE).is_some()
}

/// Whether the parent passed something under that name.
pub fn is_told(name: &str) -> bool {
    std::env::var_os(format!("{ROLE}_{name}")).is_some()
}

/// What the parent passed under that name.
pub fn told(name: &str) -> String {
    std::env::var(format!("{ROLE}_{name}")).unwrap()
}

/// The child of the test `name`, to be started.
pub fn of(name: &str, told: &[(&str, &str)]) -> Command {
    of_program(Command::new(std::env::current_exe().unwrap()), name, told)
}

/// The same, started by another program, which is to run the arguments that are put behind its own.
pub fn through(mut program: Command, name: &str, told: &[(&str, &str)]) -> Command {
    program.arg(std::env::current_exe().unwrap());
    of_program(program, name, told)
}

fn of_program(mut command: Command, name: &str, told: &[(&str, &str)]) -> Command {
    command.args(["--exact", name, "--nocapture", "--test-threads=1"]).env(ROLE, "1").stdin(Stdio::null());
    for (name, value) in told {
        command.env(format!("{ROLE}_{name}"), value);
    }
    command
}

/// Runs it to its end; it must succeed.
pub fn run(mut command: Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "the child ended with {}:\n{text}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    text
}
