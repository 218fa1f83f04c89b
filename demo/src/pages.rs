//! The web layer's pages, beside everything else.

use std::net::SocketAddr;

use anyhow::Context;
use callbackd_web::{contact, serve::Web, settings::Settings};
use tokio::task::JoinHandle;

use crate::centre::Centre;

/// Where the Contact Us page is, if nothing else is there.
const CONTACT: u16 = 8080;

/// The pages; they are served until this is dropped.
pub(crate) struct Pages {
    pub(crate) contact: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Pages {
    /// Serves them on the local host.
    pub(crate) async fn open(centre: &Centre) -> anyhow::Result<Self> {
        let contact = match contact::bind(&settings(centre, CONTACT)?).await {
            Ok(web) => web,
            Err(_) => contact::bind(&settings(centre, 0)?).await.context("serving the Contact Us page")?,
        };
        let mut pages = Self { contact: contact.address()?, tasks: Vec::new() };
        pages.serve(contact);
        Ok(pages)
    }

    fn serve(&mut self, web: Web) {
        self.tasks.push(tokio::spawn(web.serve(std::future::pending())));
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Whoever tries the pages is one address and sends many requests.
fn settings(centre: &Centre, port: u16) -> anyhow::Result<Settings> {
    let text = format!(
        r#"
socket = "{}"
[contact]
listen = "127.0.0.1:{port}"
secure-cookies = false
requests-at-once = 1000
requests-per-hour = 1000
looks-per-minute = 1000
"#,
        centre.socket().display()
    );
    Ok(Settings::read("the demonstration's web.toml", &text)?)
}
