//! Tests of the rights engine from outside.

mod random;
mod world;

mod changes;
mod explanations;
mod golden;
mod properties;
mod worked_cases;
