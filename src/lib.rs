//! callbackd.

pub mod dialplan;
