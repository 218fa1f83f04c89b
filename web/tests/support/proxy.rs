//! A proxy that stalls: connections stay open and carry nothing any more.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// The proxy, as long as it is kept.
pub struct Proxy {
    pub address: SocketAddr,
    frozen: watch::Sender<usize>,
    accepted: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Passes connections on to this address.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (frozen, cold) = watch::channel(0);
        let accepted = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&accepted);
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
                let cold = cold.clone();
                tokio::spawn(async move {
                    let server = TcpStream::connect(server).await.unwrap();
                    let (from_browser, to_browser) = browser.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::join!(
                        carry(from_browser, to_server, number, cold.clone()),
                        carry(from_server, to_browser, number, cold)
                    );
                });
            }
        });
        Self { address, frozen, accepted, task }
    }

    /// From now on nothing comes through any connection that is open; new ones work.
    pub fn freeze(&self) {
        self.frozen.send_replace(self.accepted.load(Ordering::SeqCst));
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    number: usize,
    mut cold: watch::Receiver<usize>,
) {
    let mut octets = vec![0; 16 * 1024];
    loop {
        let length = tokio::select! {
            read = from.read(&mut octets) => match read {
                Ok(length) if length > 0 => length,
                _ => break,
            },
            () = frozen(&mut cold, number) => std::future::pending().await,
        };
        if to.write_all(&octets[..length]).await.is_err() {
            break;
        }
    }
}

/// Until the proxy is frozen: the connection is then held open and carries nothing.
async fn frozen(cold: &mut watch::Receiver<usize>, number: usize) {
    let _ = cold.wait_for(|until| number <= *until).await;
}
