//! What the settings of callbackd's programs share.

pub mod file;
pub mod spelling;
