//! The exit codes: a contract with scripts, told in `strongroom --help`. Never renumber.

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// Anything without a code of its own.
    Failure = 1,
    /// The command line is wrong, or something that it names can not be understood.
    Usage = 2,
    /// Does not exist, or may not be seen.
    NotFound = 3,
    /// Seen, but not allowed.
    Forbidden = 4,
    /// Not signed in, or wrong user name or password.
    NotSignedIn = 5,
    /// Somebody else changed, locks or owns it: look again and retry.
    Conflict = 6,
    /// The server does not answer.
    Unreachable = 7,
    /// The server's certificate is unknown or has changed, or the address is not safe.
    Untrusted = 8,
    /// Too many tries: wait.
    RateLimited = 9,
}

/// What `--help` says of them.
pub const HELP: &str = "\
Exit codes:
  0  done
  1  failed
  2  wrong use
  3  not found, or not visible to you
  4  not allowed
  5  not signed in, or wrong user name or password
  6  conflict: changed, locked or taken by somebody else
  7  server not reachable
  8  server not trusted: unknown or changed certificate, plain http
  9  too many tries

Environment:
  STRONGROOM_SERVER       address of the server, instead of --server
  STRONGROOM_TOKEN        session token for scripts, instead of a sign-in
  STRONGROOM_FINGERPRINT  fingerprint of the server's certificate
  STRONGROOM_CONFIG_DIR   where sessions and pins are kept
  NO_COLOR                no colours";

impl Exit {
    /// The exit code that goes with the HTTP status of a problem.
    pub const fn of_status(status: u16) -> Self {
        match status {
            400 | 413 | 414 | 415 => Self::Usage,
            401 => Self::NotSignedIn,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            409 | 412 | 423 | 428 => Self::Conflict,
            429 => Self::RateLimited,
            502..=504 => Self::Unreachable,
            _ => Self::Failure,
        }
    }

    /// The number.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_of_the_api_has_its_exit_code() {
        let table = [
            (400, 2),
            (401, 5),
            (403, 4),
            (404, 3),
            (409, 6),
            (412, 6),
            (413, 2),
            (422, 1),
            (423, 6),
            (428, 6),
            (429, 9),
            (500, 1),
            (503, 7),
            (507, 1),
        ];
        for (status, code) in table {
            assert_eq!(Exit::of_status(status).code(), code, "status {status}");
        }
    }
}
