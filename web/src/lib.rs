//! `callbackd-web`: pages on top of the daemon's socket, and nothing but a client of it.
//!
//! Two programs in one binary, each with a system user, a unit and a role of its own:
//!
//! ```text
//!  public ──▶ callbackd-web contact ──callback.*──────────────▶ ┐
//!                                                               │ socket ──▶ callbackd
//!  agents ──▶ callbackd-web desk ──agent.* session.* queue.* ─▶ ┘
//! ```
//!
//! So a fault in the public form can reach nothing but `callback.request`: the kernel tells the daemon who asks.
//!
//! | module | what |
//! |---|---|
//! | [`contact`] | the Contact Us page, what follows it, and what keeps robots off |
//! | [`desk`] | the agents' desk and the supervisor's page |
//! | [`daemon`] | one connection to the socket that comes back by itself |
//! | [`language`] | texts by language; which language a browser is shown |
//! | [`calendar`] | moments in people's words |
//! | [`page`] | what every page needs |
//! | [`mod@assets`] | files that are served as they are, out of the binary |
//! | [`security`] | headers, cookies, seals on forms |
//! | [`countries`] | the countries of the number field, [`form_field`] the fields of the form |
//! | [`origin`] | which site a form comes from: other sites' are refused; [`authority`] host and port |
//! | [`forwarded`] | what proxies say of whom they were asked by |
//! | [`log_once`] | what the log says once, though anybody can cause it |
//! | [`serve`] | listening, deadlines, systemd |
//! | [`settings`] | the configuration, strict; [`cli`] the command line |

pub mod assets;
pub mod authority;
pub mod calendar;
pub mod cli;
pub mod contact;
pub mod countries;
pub mod daemon;
pub mod desk;
pub mod form_field;
pub mod forwarded;
pub mod language;
pub mod log_once;
pub mod origin;
pub mod page;
pub mod security;
pub mod serve;
pub mod settings;
