//! Tests of the importers from outside: real files of other programs, crafted hostile ones, random damage.

mod real_files;
mod snapshot;
