//! The Contact Us page and what follows it.

use std::net::{Ipv4Addr, SocketAddr};

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::get,
};
use serde::Deserialize;

use crate::{
    assets::{Asset, Assets, SHARED},
    daemon::Daemon,
    language::{self, Language},
    page::{self, Frame},
    security,
    serve::{StartError, Web},
    settings::{self, Listen},
};

/// Files that only this program serves.
const ASSETS: &[Asset] = &[];
/// Connections at once.
const CONNECTIONS: usize = 1024;

/// `[contact]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Where browsers, or the proxy before them, connect.
    pub listen: Listen,
    /// The company's name, as customers know it.
    pub company: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: Listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            company: "Example Ltd".to_owned(),
        }
    }
}

#[derive(Debug, Clone)]
struct Contact {
    settings: Settings,
    assets: Assets,
    #[expect(dead_code, reason = "the form is posted to it")]
    daemon: Daemon,
}

/// Listens; serves nothing before [`Web::serve`].
///
/// # Errors
/// The address cannot be listened at.
pub async fn bind(settings: &settings::Settings) -> Result<Web, StartError> {
    let (daemon, _) = Daemon::start(settings.socket.0.clone(), "callbackd-web contact");
    Web::bind(settings.contact.listen.0, CONNECTIONS, router(settings.contact.clone(), daemon)).await
}

fn router(settings: Settings, daemon: Daemon) -> Router {
    let assets = Assets::new(&[SHARED, ASSETS]);
    let contact = Contact { settings, assets: assets.clone(), daemon };
    let pages = Router::new()
        .route("/", get(form))
        .layer(from_fn_with_state(false, |State(secure), request, next| {
            language::remember(secure, request, next)
        }))
        .layer(from_fn(security::refuse_foreign_posts))
        .with_state(contact);
    security::headers(pages.merge(assets.router()), &security::policy(&[]))
}

#[derive(Template)]
#[template(path = "contact/form.html")]
struct Form {
    frame: Frame,
}

async fn form(State(contact): State<Contact>, t: Language) -> Response {
    let frame = Frame { t, assets: contact.assets, here: "/", company: contact.settings.company };
    page::show(StatusCode::OK, &Form { frame })
}
