//! callbackd.
