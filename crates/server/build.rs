//! Has the server built anew when the web app was: its files become part of the program. Never builds the app itself.

fn main() {
    #[allow(clippy::print_stdout, reason = "this is how a build script speaks with cargo")]
    {
        println!("cargo::rerun-if-changed=../../web/packages/app/dist");
    }
}
