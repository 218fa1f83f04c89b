//! One outbound call attempt.

mod settings;

pub use self::settings::Settings;
