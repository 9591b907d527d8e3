//! A server and people for a test.

use std::path::{Path, PathBuf};

use strongroom_e2e::{Licence, Person, Server};
use tempfile::TempDir;

pub const PASSWORD: &str = "correct horse battery\n";

/// A server on a data folder of its own.
pub struct Stage {
    pub server: Server,
    pub data: TempDir,
}

/// A binary of this workspace, built before the tests run.
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let folder = here.parent().and_then(Path::parent).unwrap();
    let program = folder.join(name);
    assert!(program.exists(), "{} is missing: `cargo build --workspace --bins` makes it", program.display());
    program
}

impl Stage {
    pub fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let server = Server::start(&program("strongroomd"), data.path(), "127.0.0.1:0", &[]).unwrap();
        Self { server, data }
    }

    /// A server with room for more people than one without a licence has.
    pub fn licensed() -> (Self, Person) {
        let data = tempfile::tempdir().unwrap();
        let licence = Licence::issue(&program("strongroomd"), data.path()).unwrap();
        let more = ["--config".as_ref(), licence.config.as_os_str()];
        let folder = data.path().join("data");
        let server = Server::start(&program("strongroomd"), &folder, "127.0.0.1:0", &more).unwrap();
        let stage = Self { server, data };
        let root = stage.root();
        root.does(&["admin", "license", "set", licence.file.to_str().unwrap()], "").unwrap();
        (stage, root)
    }

    /// Ends the server as a power cut would, and starts it again on the same folder.
    pub fn kill_and_start(self) -> Self {
        let Self { server, data } = self;
        let listen = server.listen();
        server.kill().unwrap();
        let server = Server::start(&program("strongroomd"), data.path(), &listen, &[]).unwrap();
        assert!(server.setup.is_none(), "a server that is set up prints no setup link");
        Self { server, data }
    }

    pub fn person(&self) -> Person {
        Person::new(&program("strongroom"), &self.server).unwrap()
    }

    /// The first super administrator, signed in.
    pub fn root(&self) -> Person {
        let root = self.person();
        let token = self.server.setup_token_file();
        let token = token.to_str().unwrap();
        root.does(&["setup", "--username", "root", "--token-file", token, "--password-stdin"], PASSWORD)
            .unwrap();
        root
    }

    /// A new user, signed in.
    pub fn user(&self, root: &Person, name: &str) -> Person {
        root.does(&["admin", "users", "add", name, "--password-stdin"], PASSWORD).unwrap();
        self.sign_in(name)
    }

    pub fn sign_in(&self, name: &str) -> Person {
        let person = self.person();
        person.does(&["login", "--username", name, "--password-stdin"], PASSWORD).unwrap();
        person
    }
}

/// A file of another program.
pub fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/fixtures").join(name);
    path.canonicalize().unwrap().to_str().unwrap().to_owned()
}
