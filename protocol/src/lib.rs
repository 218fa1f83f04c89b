//! CSTA Phase III (ECMA-269, ECMA-285): what a computer and a telephone switch say to each other.
//!
//! Nothing in here does I/O or reads a clock: octets go in, values come out, and back.
//!
//! ```
//! use csta::types::DeviceId;
//! use csta::service::{Argument, MakeCallArgument};
//! use csta::rose::Invoke;
//! use csta::{Apdu, InvokeId};
//!
//! let call = MakeCallArgument::new(DeviceId::dialing_number("111"), DeviceId::dialing_number("222"));
//! let octets = Apdu::Invoke(Invoke::new(InvokeId(2), call)).encode();
//!
//! let Apdu::Invoke(invoke) = Apdu::decode(&octets)? else { unreachable!() };
//! let Argument::MakeCall(call) = invoke.argument else { unreachable!() };
//! assert_eq!(call.called_directory_number.digits(), Some("222"));
//! # Ok::<(), csta::Error>(())
//! ```
//!
//! From the inside out:
//!
//! - [`ber`]: elements of BER, and the layer that lets a type be declared like its ASN.1 module
//! - [`types`]: devices, calls, connections, causes, failures and whatever else messages share
//! - [`service`], [`event`]: arguments and results of the operations; events
//! - [`rose`], [`acse`]: the envelopes
//! - [`frame`]: link framing, an octet stream cut into messages
//! - [`association`]: the computer's side of a link: binding, answering heartbeats, matching answers with requests
//! - [`Apdu`]: one message, read or to be written; [`Error`]: why octets are none

pub mod acse;
mod apdu;
pub mod association;
pub mod ber;
mod error;
pub mod event;
pub mod frame;
#[cfg(test)]
mod golden;
pub mod rose;
pub mod service;
pub mod types;

pub use self::apdu::Apdu;
pub use self::error::Error;
pub use self::rose::InvokeId;
