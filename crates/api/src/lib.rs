//! Strongroom: api.
