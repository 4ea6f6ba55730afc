//! The table of `docs/fleet.md`.
