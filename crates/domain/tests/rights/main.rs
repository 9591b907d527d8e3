//! Tests of the rights engine from outside.

mod world;

mod worked_cases;
