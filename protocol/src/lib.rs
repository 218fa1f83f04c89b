//! CSTA Phase III.
