//! Strongroom: service.
