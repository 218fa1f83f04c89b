//! Exit statuses, as sysexits.h has them: the unit restarts after some and not after others.

/// The command line is wrong.
pub const USAGE: u8 = 64;
/// The store holds what this version cannot read.
pub const DATAERR: u8 = 65;
/// The socket cannot be bound.
pub const UNAVAILABLE: u8 = 69;
/// The daemon is at fault itself, or what it cannot live without failed.
pub const SOFTWARE: u8 = 70;
/// The operating system refuses something every program needs.
pub const OSERR: u8 = 71;
/// Another instance holds the store: trying again later may help.
pub const TEMPFAIL: u8 = 75;
/// The configuration is wrong; only a person can help.
pub const CONFIG: u8 = 78;
