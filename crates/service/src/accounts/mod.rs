//! Users, groups, policies, settings and the licence.

pub mod groups;
pub mod licence;
pub mod passwords;
pub mod policies;
pub mod principals;
pub mod settings;
pub mod state;
pub mod users;
