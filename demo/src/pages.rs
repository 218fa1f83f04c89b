//! The web layer's pages, beside everything else.

#![expect(clippy::disallowed_methods, reason = "the desk reads its people from a file")]

use std::{fs, net::SocketAddr};

use anyhow::Context;
use callbackd_web::{
    contact, desk,
    serve::{StartError, Web},
    settings::Settings,
};
use centre::Centre;
use tokio::task::JoinHandle;

/// Where the Contact Us page and the desk are, if nothing else is there.
const PORTS: (u16, u16) = (8080, 8081);
/// Everybody's password at the desk. It opens nothing but the simulated switch.
pub(crate) const PASSWORD: &str = "demo";
/// Who may sign in, and as whom: bob sits at 2002, the supervisor watches.
const PEOPLE: [(&str, &str); 3] = [("ann", "agent:ann"), ("bob", "agent:bob"), ("carol", "supervisor:")];

/// The pages; they are served until this is dropped.
pub(crate) struct Pages {
    pub(crate) contact: SocketAddr,
    pub(crate) desk: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Pages {
    /// Serves them on the local host.
    pub(crate) async fn open(centre: &Centre) -> anyhow::Result<Self> {
        let people = people(centre)?;
        let at = |ports| settings(centre, &people, ports);
        let (usual, any) = (at(PORTS)?, at((0, 0))?);
        let bound = contact::bind(&usual.socket, &usual.contact).await;
        let contact = either(bound, contact::bind(&any.socket, &any.contact)).await;
        let contact = contact.context("serving the Contact Us page")?;
        let bound = desk::bind(&usual.socket, &usual.desk).await;
        let desk = either(bound, desk::bind(&any.socket, &any.desk)).await;
        let desk = desk.context("serving the desk")?;
        let mut pages = Self { contact: contact.address()?, desk: desk.address()?, tasks: Vec::new() };
        pages.serve(contact);
        pages.serve(desk);
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

/// The second where the first's port is taken.
async fn either(
    first: Result<Web, StartError>,
    second: impl Future<Output = Result<Web, StartError>>,
) -> Result<Web, StartError> {
    match first {
        Ok(web) => Ok(web),
        Err(_) => second.await,
    }
}

/// The file of the people at the desk.
fn people(centre: &Centre) -> anyhow::Result<String> {
    let path = centre.socket().with_file_name("people");
    // The salt may be known: so is the password.
    let hash = desk::passwords::hash(PASSWORD, b"a known salt for").map_err(anyhow::Error::msg)?;
    let lines = PEOPLE.map(|(name, rights)| format!("{name}:{hash}:{rights}\n"));
    fs::write(&path, lines.concat()).with_context(|| format!("writing {}", path.display()))?;
    Ok(path.display().to_string())
}

/// Whoever tries the pages is one address and sends many requests.
fn settings(centre: &Centre, people: &str, (contact, desk): (u16, u16)) -> anyhow::Result<Settings> {
    let text = format!(
        r#"
socket = "{}"
[contact]
listen = "127.0.0.1:{contact}"
secure-cookies = false
requests-at-once = 1000
requests-per-hour = 1000
looks-per-minute = 1000
[desk]
listen = "127.0.0.1:{desk}"
secure-cookies = false
people-file = "{people}"
"#,
        centre.socket().display()
    );
    Ok(Settings::read("the demonstration's web.toml", &text)?)
}
