//! One TCP connection: octets to frames and back. It decides nothing.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use csta::frame::{Frame, FrameDecoder, Framing, PRELUDE_REQUEST};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::config::Config;
use crate::switch::LinkId;

const READ_CHUNK: usize = 4096;
/// A client that says nothing of TLS for this long is let go.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What a connection tells the server.
#[derive(Debug)]
pub(super) enum FromLink {
    Prelude(LinkId),
    Apdu(LinkId, Bytes),
    Down(LinkId, String),
}

/// What the server tells a connection. Dropping the sender closes the connection.
#[derive(Debug)]
pub(super) enum ToLink {
    /// An APDU, to be framed.
    Apdu(Bytes),
    /// Octets to be sent as they are.
    Raw(Bytes),
}

/// Agrees on TLS first where the switch has an acceptor for it, then serves until either side ends the connection.
pub(super) async fn accept(
    link: LinkId,
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    config: &Config,
    outgoing: mpsc::Receiver<ToLink>,
    inbox: mpsc::Sender<FromLink>,
) {
    let reason = match acceptor {
        None => serve(link, stream, config, outgoing, &inbox).await,
        Some(acceptor) => match timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => serve(link, stream, config, outgoing, &inbox).await,
            Ok(Err(error)) => format!("no TLS: {error}"),
            Err(_) => "no TLS in time".to_owned(),
        },
    };
    // The server may be gone already; then nobody is left to be told.
    let _ = inbox.send(FromLink::Down(link, reason)).await;
}

/// Serves `stream` and tells why that ended.
async fn serve(
    link: LinkId,
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    config: &Config,
    mut outgoing: mpsc::Receiver<ToLink>,
    inbox: &mpsc::Sender<FromLink>,
) -> String {
    let plain = FrameDecoder::new(config.framing);
    let mut decoder = if config.prelude { plain.with_prelude(PRELUDE_REQUEST) } else { plain };
    let mut buffer = BytesMut::with_capacity(READ_CHUNK);
    loop {
        tokio::select! {
            read = stream.read_buf(&mut buffer) => match read {
                Ok(0) => break "closed by the client".to_owned(),
                Ok(_) => if let Err(reason) = deliver(link, &mut decoder, &mut buffer, inbox).await {
                    break reason;
                },
                Err(error) => break error.to_string(),
            },
            order = outgoing.recv() => match order {
                Some(order) => {
                    // What is there already goes into the same segment, as switches in the field do it.
                    let orders = std::iter::once(order).chain(std::iter::from_fn(|| outgoing.try_recv().ok()));
                    let octets = octets(config.framing, orders);
                    let written = async {
                        stream.write_all(&octets?).await?;
                        stream.flush().await
                    };
                    let written = written.await;
                    if let Err(error) = written {
                        break error.to_string();
                    }
                },
                None => break "closed by the switch".to_owned(),
            },
        }
    }
}

async fn deliver(
    link: LinkId,
    decoder: &mut FrameDecoder,
    buffer: &mut BytesMut,
    inbox: &mpsc::Sender<FromLink>,
) -> Result<(), String> {
    while let Some(frame) = decoder.decode(buffer).map_err(|error| error.to_string())? {
        let message = match frame {
            Frame::Prelude => FromLink::Prelude(link),
            Frame::Apdu(apdu) => FromLink::Apdu(link, apdu),
        };
        inbox.send(message).await.map_err(|_| "the switch is gone".to_owned())?;
    }
    Ok(())
}

fn octets(framing: Framing, orders: impl Iterator<Item = ToLink>) -> std::io::Result<BytesMut> {
    let mut octets = BytesMut::new();
    for order in orders {
        match order {
            ToLink::Raw(raw) => octets.extend_from_slice(&raw),
            ToLink::Apdu(apdu) => framing.encode(&apdu, &mut octets).map_err(std::io::Error::other)?,
        }
    }
    Ok(octets)
}
