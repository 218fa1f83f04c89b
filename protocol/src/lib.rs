//! CSTA Phase III.

pub mod frame;
