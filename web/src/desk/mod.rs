//! The agents' desk and the supervisor's page.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use serde::Deserialize;

use crate::{
    assets::{Asset, Assets, SHARED},
    security,
    serve::{StartError, Web},
    settings::{self, Listen},
};

/// Files that only the desk serves.
const ASSETS: &[Asset] = &[];
/// Connections at once.
const CONNECTIONS: usize = 1024;

/// `[desk]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Where browsers, or the proxy before them, connect.
    pub listen: Listen,
}

impl Default for Settings {
    fn default() -> Self {
        Self { listen: Listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 8081))) }
    }
}

/// Listens; serves nothing before [`Web::serve`].
///
/// # Errors
/// The address cannot be listened at.
pub async fn bind(settings: &settings::Settings) -> Result<Web, StartError> {
    let router: Router = Assets::new(&[SHARED, ASSETS]).router();
    Web::bind(settings.desk.listen.0, CONNECTIONS, security::headers(router, &security::policy(&[]))).await
}
