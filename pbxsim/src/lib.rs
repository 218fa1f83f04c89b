//! A simulated switching function.
