//! Strongroom: formats.
