//! The simulator over real TCP, with a client made of the crate's own frames and association.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic")]
#![expect(clippy::disallowed_methods, reason = "these tests use the network and the clock")]

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use csta::association::{Association, Failure, Output, Reason, Settings, Token};
use csta::frame::{Frame, FrameDecoder, Framing, PRELUDE_ANSWER, PRELUDE_REQUEST};
use csta::service::{Argument, MakeCallArgument, MonitorStartArgument, ServiceResult};
use csta::types::{DeviceId, MonitorObject};
use pbxsim::exchange::Extension;
use pbxsim::observation::What;
use pbxsim::switch::Fault;
use pbxsim::{Config, Pbx};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The simulator's clock runs so many times faster than ours.
const SPEED: u32 = 50;
const PATIENCE: Duration = Duration::from_secs(20);

struct Client {
    stream: TcpStream,
    framing: Framing,
    decoder: FrameDecoder,
    buffer: BytesMut,
    association: Association,
    started: Instant,
}

impl Client {
    /// Connects and binds; `None` when the association ended instead.
    async fn bind(pbx: &Pbx, config: &Config, settings: Settings) -> Result<Self, Reason> {
        let mut decoder = FrameDecoder::new(config.framing);
        let mut stream = TcpStream::connect(pbx.addr()).await.unwrap();
        if config.prelude {
            decoder = decoder.with_prelude(PRELUDE_ANSWER);
            stream.write_u8(PRELUDE_REQUEST).await.unwrap();
        }
        let mut client = Self {
            stream,
            framing: config.framing,
            decoder,
            buffer: BytesMut::new(),
            association: Association::new(settings),
            started: Instant::now(),
        };
        if !config.prelude {
            client.association.connected(client.now());
        }
        match client.wait_for(|told| matches!(told, Output::Bound { .. } | Output::Closed(_))).await {
            Output::Closed(reason) => Err(reason),
            _ => Ok(client),
        }
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// Runs the link until something told is wanted.
    async fn wait_for(&mut self, wanted: impl Fn(&Output) -> bool) -> Output {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            while let Some(output) = self.association.poll_output() {
                match output {
                    Output::Send(apdu) => self.send(&apdu).await,
                    told if wanted(&told) => return told,
                    _ => {}
                }
            }
            let due = self.association.poll_timeout().unwrap_or(Duration::from_secs(3600));
            let pause = due.saturating_sub(self.now());
            tokio::select! {
                read = self.stream.read_buf(&mut self.buffer) => self.read(read.unwrap_or(0)),
                () = tokio::time::sleep(pause) => {
                    self.association.handle_timeout(self.now());
                }
                () = tokio::time::sleep_until(deadline) => panic!("waited in vain"),
            }
        }
    }

    async fn send(&mut self, apdu: &Bytes) {
        let mut framed = BytesMut::new();
        self.framing.encode(apdu, &mut framed).unwrap();
        // A connection that the other end has closed is noticed by the read.
        let _ = self.stream.write_all(&framed).await;
    }

    fn read(&mut self, octets: usize) {
        let now = self.now();
        if octets == 0 {
            return self.association.disconnected(now);
        }
        loop {
            match self.decoder.decode(&mut self.buffer) {
                Ok(Some(Frame::Prelude)) => self.association.connected(now),
                Ok(Some(Frame::Apdu(apdu))) => self.association.receive(now, &apdu),
                Ok(None) => return,
                Err(_) => return self.association.abort(now),
            }
        }
    }

    async fn ask(&mut self, argument: impl Into<Argument>) -> Result<ServiceResult, Failure> {
        self.association.invoke(self.now(), argument, Token(1)).unwrap();
        match self.wait_for(|told| matches!(told, Output::Completed { .. })).await {
            Output::Completed { outcome, .. } => outcome,
            other => panic!("expected a completion, got {other:?}"),
        }
    }

    async fn event(&mut self) -> &'static str {
        match self.wait_for(|told| matches!(told, Output::Event(_) | Output::Closed(_))).await {
            Output::Event(report) => report.event_specific_info.name(),
            other => panic!("expected an event, got {other:?}"),
        }
    }
}

fn config() -> Config {
    Config::default()
        .with_extension(Extension::new("2001"))
        .with_extension(Extension::new("2002"))
        .with_sample_destinations()
        .with_speed(SPEED)
}

async fn start(config: &Config) -> Pbx {
    Pbx::start(config.clone(), "127.0.0.1:0").await.unwrap()
}

fn device(number: &str) -> DeviceId {
    DeviceId::dialing_number(number)
}

fn call(to: &str) -> MakeCallArgument {
    MakeCallArgument::new(device("2001"), device(to))
}

async fn call_through(config: Config) {
    let pbx = start(&config).await;
    let settings = match config.acse {
        Some(_) => Settings::default(),
        None => Settings { acse: None, ..Settings::default() },
    };
    let mut client =
        Client::bind(&pbx, &config, settings).await.map_err(|reason| reason.to_string()).unwrap();
    let monitor = MonitorStartArgument::new(MonitorObject::DeviceObject(device("2001")));
    client.ask(monitor).await.unwrap();
    client.ask(call("902079460015")).await.unwrap();
    for expected in ["serviceInitiated", "originated", "networkReached", "delivered", "established"] {
        assert_eq!(client.event().await, expected);
    }
    pbx.far_hang_up("2001").await.unwrap();
    assert_eq!(client.event().await, "connectionCleared");
    assert_eq!(client.event().await, "connectionCleared");
    assert!(pbx.calls().await.unwrap().is_empty());
    let made: Vec<_> =
        pbx.make_calls().await.unwrap().into_iter().map(|it| (it.calling, it.called)).collect();
    assert_eq!(made, [("2001".to_owned(), "902079460015".to_owned())]);
}

#[tokio::test]
async fn a_call_goes_through_a_plain_link() {
    call_through(config()).await;
}

#[tokio::test]
async fn a_call_goes_through_a_hipath_link() {
    call_through(Config { framing: Framing::HiPath26, ..config() }).await;
}

#[tokio::test]
async fn a_call_goes_through_a_link_with_prelude_and_without_acse() {
    call_through(Config { prelude: true, acse: None, ..config() }).await;
}

#[tokio::test]
async fn a_dropped_link_leaves_the_call_up_for_the_next_one() {
    let config = config();
    let pbx = start(&config).await;
    let mut client = Client::bind(&pbx, &config, Settings::default()).await.ok().unwrap();
    client.ask(call("902079460035")).await.unwrap();
    pbx.fault(Fault::DropLinks).await.unwrap();
    let told = client.wait_for(|told| matches!(told, Output::Closed(_))).await;
    assert_eq!(told, Output::Closed(Reason::Disconnected));
    assert!(Client::bind(&pbx, &config, Settings::default()).await.is_ok());
    assert_eq!(pbx.calls().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_association_is_told_at_once() {
    let config = config();
    let pbx = start(&config).await;
    pbx.fault(Fault::RefuseAssociations).await.unwrap();
    let refused = Client::bind(&pbx, &config, Settings::default()).await.err();
    assert!(matches!(refused, Some(Reason::Refused { permanent: true, .. })), "{refused:?}");
}

#[tokio::test]
async fn garbage_on_the_stream_ends_the_link_on_our_side() {
    let config = config();
    let pbx = start(&config).await;
    let mut client = Client::bind(&pbx, &config, Settings::default()).await.ok().unwrap();
    pbx.fault(Fault::Garbage(Bytes::from_static(&[0, 0, 1]))).await.unwrap();
    let told = client.wait_for(|told| matches!(told, Output::Closed(_))).await;
    assert_eq!(told, Output::Closed(Reason::Aborted));
}

#[tokio::test]
async fn a_lost_reply_times_out_but_the_simulator_knows_what_was_dialled() {
    let config = config();
    let pbx = start(&config).await;
    let settings = Settings { answer_timeout: Duration::from_millis(200), ..Settings::default() };
    let mut client = Client::bind(&pbx, &config, settings).await.ok().unwrap();
    pbx.fault(Fault::LoseNextReply).await.unwrap();
    assert_eq!(client.ask(call("902079460035")).await, Err(Failure::TimedOut));
    let seen = pbx.make_calls().await.unwrap();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].call.is_some());
}

#[tokio::test]
async fn observations_tell_the_same_as_the_log() {
    let config = config();
    let pbx = start(&config).await;
    let mut watch = pbx.observations();
    let mut client = Client::bind(&pbx, &config, Settings::default()).await.ok().unwrap();
    client.ask(call("902079460045")).await.unwrap();
    let log = pbx.log().await.unwrap();
    assert!(matches!(log.first().unwrap().what, What::LinkUp { .. }));
    for logged in &log {
        assert_eq!(watch.recv().await.unwrap(), *logged);
    }
    let lines: Vec<_> = log.iter().map(ToString::to_string).collect();
    assert!(
        lines.iter().any(|line| line.ends_with("link 1 > makeCall #1 2001 → 902079460045")),
        "{lines:#?}"
    );
}

#[tokio::test]
async fn a_stopped_simulator_frees_its_port_and_closes_its_links() {
    let config = config();
    let pbx = start(&config).await;
    let address = pbx.addr();
    let mut client = Client::bind(&pbx, &config, Settings::default()).await.ok().unwrap();
    pbx.stop().await;
    let told = client.wait_for(|told| matches!(told, Output::Closed(_))).await;
    assert_eq!(told, Output::Closed(Reason::Disconnected));
    assert!(Pbx::start(config, address).await.is_ok());
}
