//! What can go wrong, said for a person: what happened, and what to do.
//!
//! No error holds a secret. Texts of the server are untrusted: they are escaped where they are shown.

use std::{io, path::PathBuf};

use strongroom_api::{ErrorCode, Problem};

use crate::{client::Fingerprint, clock, exit::Exit};

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The server refused.
    #[error("{}", problem_text(.0))]
    Api(Box<Problem>),
    /// The command line can not be understood.
    #[error("{0}")]
    Usage(String),
    /// Nothing of that name is visible.
    #[error("`{what}` does not exist, or you may not see it")]
    NotFound {
        /// What was named.
        what: String,
        /// Where to look.
        hint: &'static str,
    },
    /// A seal hides it.
    #[error("`{what}` is under a seal")]
    Sealed {
        /// What was named.
        what: String,
        /// What to do about it.
        next: &'static str,
    },
    /// It is not as it was when it was looked at, or as it must be.
    #[error("{0}")]
    Conflict(String),
    /// Several things have that name.
    #[error("`{name}` is ambiguous: {} things have that name", .candidates.len())]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The id and a description of each.
        candidates: Vec<(String, String)>,
    },
    /// There is no session for the server.
    #[error("not signed in{}", .0.as_ref().map(|server| format!(" to {server}")).unwrap_or_default())]
    NotSignedIn(Option<String>),
    /// The server does not answer.
    #[error("{server} does not answer: {reason}")]
    Unreachable {
        /// Which server.
        server: String,
        /// What the network said.
        reason: String,
    },
    /// Nobody has confirmed the certificate yet.
    #[error("the certificate of {server} is not known yet; its fingerprint is {fingerprint}")]
    UnknownCertificate {
        /// Which server.
        server: String,
        /// What it presents.
        fingerprint: Fingerprint,
    },
    /// The certificate is another one than at the first sign-in.
    #[error("the certificate of {server} has changed: expected {pinned}, found {presented}")]
    ChangedCertificate {
        /// Which server.
        server: String,
        /// What was confirmed.
        pinned: Fingerprint,
        /// What it presents.
        presented: Fingerprint,
    },
    /// Plain http to another machine.
    #[error("{0} is plain http: everybody on the way could read your passwords")]
    PlainHttp(String),
    /// A file with secrets that others can read.
    #[error("{} can be read by others", .0.display())]
    ExposedFile(PathBuf),
    /// A file or the terminal.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// The server answered something else than its API says.
    #[error("the server's answer can not be understood: {0}")]
    Answer(String),
    /// Something that this machine lacks, or that failed on it.
    #[error("{0}")]
    Failed(String),
    /// The person said no.
    #[error("nothing was changed")]
    Cancelled,
}

impl CliError {
    /// For `map_err` on I/O.
    pub fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Api(problem) => Exit::of_status(problem.status),
            Self::Usage(_) | Self::Ambiguous { .. } => Exit::Usage,
            Self::NotFound { .. } => Exit::NotFound,
            Self::Sealed { .. } => Exit::Forbidden,
            Self::Conflict(_) => Exit::Conflict,
            Self::NotSignedIn(_) => Exit::NotSignedIn,
            Self::Unreachable { .. } => Exit::Unreachable,
            Self::UnknownCertificate { .. } | Self::ChangedCertificate { .. } | Self::PlainHttp(_) => {
                Exit::Untrusted
            }
            Self::ExposedFile(_) | Self::Io { .. } | Self::Answer(_) | Self::Failed(_) | Self::Cancelled => {
                Exit::Failure
            }
        }
    }

    /// A stable word for scripts that read `--json`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Api(problem) => problem.code.name(),
            Self::Usage(_) => "usage",
            Self::NotFound { .. } => "not_found",
            Self::Sealed { .. } => "sealed",
            Self::Conflict(_) => "conflict",
            Self::Ambiguous { .. } => "ambiguous",
            Self::NotSignedIn(_) => "unauthenticated",
            Self::Unreachable { .. } => "unreachable",
            Self::UnknownCertificate { .. } => "unknown_certificate",
            Self::ChangedCertificate { .. } => "changed_certificate",
            Self::PlainHttp(_) => "plain_http",
            Self::ExposedFile(_) => "exposed_file",
            Self::Io { .. } => "io",
            Self::Answer(_) => "unexpected_answer",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// What the person can do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Api(problem) => return problem_hint(problem).map(str::to_owned),
            Self::NotFound { hint, .. } => (*hint).into(),
            Self::Sealed { next, .. } => (*next).into(),
            Self::Ambiguous { .. } => "use the id instead of the name".into(),
            Self::NotSignedIn(_) => "sign in with `strongroom login --server ADDRESS`".into(),
            Self::Unreachable { .. } => "check the address and that the server runs".into(),
            Self::UnknownCertificate { .. } => {
                "compare it with the one that the server printed at its start, then pass it with --fingerprint".into()
            }
            Self::ChangedCertificate { server, presented, .. } => format!(
                "somebody may be between you and the server, so nothing was sent. If the operator confirms the \
                 new certificate: `strongroom login --server {server} --fingerprint {presented}`"
            ),
            Self::PlainHttp(_) => "use https; http is for this machine only".into(),
            Self::ExposedFile(path) => format!("run `chmod 600 {}`", path.display()),
            _ => return None,
        })
    }
}

/// `title: detail`, or what the extension members tell.
fn problem_text(problem: &Problem) -> String {
    if problem.code == ErrorCode::Locked {
        return locked(problem);
    }
    let mut text = problem.title.clone();
    if let Some(detail) = &problem.detail {
        text.push_str(": ");
        text.push_str(detail);
    } else if let Some(permission) = problem.permission {
        text.push_str(&format!(": you lack `{permission}`"));
    }
    if let Some(pointer) = &problem.pointer {
        text.push_str(&format!(" (at `{pointer}`)"));
    }
    if let (Some(seats), None) = (problem.seats, &problem.detail) {
        text.push_str(&format!(" ({seats} seats)"));
    }
    if let Some(seconds) = problem.retry_after {
        text.push_str(&format!("; try again in {seconds} s"));
    }
    text
}

/// Who edits it, and until when, in one sentence.
fn locked(problem: &Problem) -> String {
    // A holder without a name is somebody all the same.
    let Some(holder) = problem.holder.as_ref().filter(|name| !name.is_empty()) else {
        return problem.detail.as_ref().unwrap_or(&problem.title).clone();
    };
    // What is edited in a folder is named by the detail alone.
    let what = problem.detail.as_ref().and_then(|detail| detail.strip_suffix(" is being edited"));
    let what = what.unwrap_or("it");
    let until = problem.expires_at.map(clock::moment);
    let until = until.map(|at| format!(" until {at}, or longer")).unwrap_or_default();
    format!("{holder} is editing {what}{until}")
}

fn problem_hint(problem: &Problem) -> Option<&'static str> {
    Some(match problem.code {
        ErrorCode::Unauthenticated => "your session is over: sign in with `strongroom login`",
        ErrorCode::InvalidCredentials => "check the user name and the password",
        ErrorCode::MustChangePassword => "set a new one with `strongroom password`",
        ErrorCode::RevisionConflict => {
            "somebody changed it meanwhile: look with `strongroom show`, then try again"
        }
        ErrorCode::DatabaseClosed => {
            "somebody who knows the master password must open it: `strongroom admin databases open NAME`"
        }
        ErrorCode::LicenseLimit => {
            "delete an account, or install a licence: `strongroom admin license set FILE`"
        }
        ErrorCode::NotFound => "it does not exist, or you may not see it",
        ErrorCode::Forbidden if problem.permission.is_some() => {
            "`strongroom rights PATH` shows what you may do, and why"
        }
        ErrorCode::SealState => {
            "look again: `strongroom approvals` and `strongroom share PATH` show how far it is"
        }
        ErrorCode::ParentRequired => "`--to PATH` says which folder to restore it to",
        ErrorCode::SecondPasswordRequired => "give it with --second-password-file or --second-password-stdin",
        ErrorCode::AlreadySetUp => "sign in with `strongroom login`",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use strongroom_domain::rights::Permission;

    use super::*;

    #[test]
    fn a_problem_is_said_in_a_sentence() {
        let locked = Problem { holder: Some("Mia".into()), ..Problem::new(ErrorCode::Locked) };
        assert_eq!(CliError::Api(Box::new(locked.clone())).to_string(), "Mia is editing it");
        let detail = Some("somebody else is editing it".into());
        let until = Some("2026-11-27T23:32:26.584595Z".parse().unwrap());
        let said = CliError::Api(Box::new(Problem { detail, expires_at: until, ..locked })).to_string();
        assert!(said.starts_with("Mia is editing it until ") && said.ends_with(":26, or longer"), "{said}");
        let detail = Some("`Mail` in it is being edited".into());
        let inside = Problem { detail, holder: Some("Mia".into()), ..Problem::new(ErrorCode::Locked) };
        assert_eq!(CliError::Api(Box::new(inside)).to_string(), "Mia is editing `Mail` in it");
        let forbidden = CliError::Api(Box::new(Problem::forbidden(Permission::ReadEntries)));
        assert_eq!(forbidden.to_string(), "not allowed: you lack `read_entries`");
        assert_eq!(forbidden.exit(), Exit::Forbidden);
        let limited = CliError::Api(Box::new(Problem::rate_limited(30)));
        assert_eq!(limited.to_string(), "too many tries; try again in 30 s");
        assert_eq!(limited.exit(), Exit::RateLimited);
    }
}
