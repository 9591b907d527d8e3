//! The decision, in the steps of the rights specification (*The decision*), and nothing else that decides.
//!
//! A person's [`Stand`] in a database holds what is the same for every object (steps 1 to 5); [`object`] and
//! [`database`] do steps 6 and 7. The explanation is this same code with an ear to it: a [`Trace`].

mod closure;
mod database;
mod object;
mod stand;
mod support;
mod trace;

pub use closure::rests_on;
pub use database::database;
pub use object::{Question, Reach, Seals, object};
pub use stand::{Footing, Rules, Stand};
pub use support::Circle;
pub use trace::{Silent, Trace};
