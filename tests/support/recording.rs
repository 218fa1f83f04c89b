//! Recordings of real switches, and a stand-in that plays one to whoever connects.

use std::{
    collections::BTreeMap,
    io::Write,
    ops::RangeInclusive,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use bytes::BytesMut;
use csta::{
    Apdu, InvokeId,
    frame::{Frame, FrameDecoder, Framing},
    rose::{InvokeProblem, Problem, Reject, ReturnResult},
    service::{Argument, Operation, ServiceResult},
    types::{CallId, ConnectionId, DeviceId, MonitorObject},
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// The messages of a session by their place in it.
pub type Session = BTreeMap<i64, Apdu>;

/// A recorded session; `None`, and loudly so, where there is no reference data.
pub fn recorded(session: &str) -> Option<Session> {
    let Some(reference) = std::env::var_os("CALLBACKD_REFERENCE") else {
        // Past the test harness, which would keep it to itself.
        let told = "SKIPPED: no recorded call was played, for CALLBACKD_REFERENCE is not set";
        let _ = writeln!(std::io::stderr(), "{told}");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(reference).join("csta/frames.jsonl")).unwrap();
    let frames = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let frames = frames.filter(|frame| frame["session"] == session);
    let message = |frame: Value| {
        let hex = frame["hex"].as_str().unwrap();
        let octets: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        (frame["seq"].as_i64().unwrap(), Apdu::decode(&octets).unwrap())
    };
    let session: Session = frames.map(message).collect();
    assert!(!session.is_empty(), "the reference has no such session");
    Some(session)
}

/// What the stand-in says, and when.
#[derive(Clone)]
pub struct Recording {
    session: Session,
    opening: Vec<Apdu>,
    answers: BTreeMap<String, Apdu>,
    made: Option<ReturnResult>,
    call: Vec<Apdu>,
}

impl Recording {
    /// `opening` has the association, the first systemStatus and the answers to MonitorStart and Escape; at `made` is
    /// MakeCall's result, and what follows it is `call`.
    pub fn new(session: Session, opening: RangeInclusive<i64>, made: i64, call: RangeInclusive<i64>) -> Self {
        let made = match session.get(&made) {
            Some(Apdu::ReturnResult(result)) => Some(result.clone()),
            _ => None,
        };
        let messages: Vec<(i64, Apdu)> =
            session.range(call).map(|(seq, apdu)| (*seq, apdu.clone())).collect();
        let call = messages.into_iter().filter(|(seq, _)| *seq != 0).map(|(_, apdu)| apdu).collect();
        let mut recording = Self { session, opening: Vec::new(), answers: BTreeMap::new(), made, call };
        recording.open(&recording.session.clone(), opening);
        recording
    }

    /// Takes association and systemStatus from another session of the same switch.
    pub fn opened_by(mut self, session: &Session, opening: RangeInclusive<i64>) -> Self {
        self.open(session, opening);
        self
    }

    /// Takes MakeCall's result from another session; call and device are those that this one goes on with.
    pub fn making(mut self, session: &Session, call_id: &CallId, device: &str) -> Self {
        let result = session.values().find_map(|apdu| match apdu {
            Apdu::ReturnResult(result) => match &result.result {
                Some(ServiceResult::MakeCall(made)) => {
                    let mut made = made.clone();
                    made.calling_device =
                        ConnectionId::both(call_id.clone(), DeviceId::dialing_number(device));
                    Some(ReturnResult { result: Some(ServiceResult::MakeCall(made)), ..result.clone() })
                }
                _ => None,
            },
            _ => None,
        });
        self.made = result;
        self
    }

    fn open(&mut self, session: &Session, opening: RangeInclusive<i64>) {
        let mut asked = BTreeMap::new();
        for (_, apdu) in session.range(opening) {
            match apdu {
                Apdu::Aare(_) => self.opening.push(apdu.clone()),
                Apdu::Invoke(invoke) => match &invoke.argument {
                    Argument::SystemStatus(_) => self.opening.push(apdu.clone()),
                    argument => drop(asked.insert(invoke.invoke_id, subject(argument))),
                },
                Apdu::ReturnResult(result) => {
                    if let Some(subject) = asked.remove(&result.invoke_id) {
                        self.answers.insert(subject, apdu.clone());
                    }
                }
                _ => {}
            }
        }
    }

    /// What the switch says to this.
    fn reply(&self, apdu: Apdu) -> Vec<Apdu> {
        let Apdu::Invoke(invoke) = apdu else {
            return match apdu {
                Apdu::Aarq(_) => self.opening.clone(),
                _ => Vec::new(),
            };
        };
        let id = invoke.invoke_id;
        match (&invoke.argument, self.answers.get(&subject(&invoke.argument))) {
            (_, Some(Apdu::ReturnResult(answer))) => {
                vec![Apdu::ReturnResult(ReturnResult { invoke_id: id, ..answer.clone() })]
            }
            (Argument::MakeCall(_), _) => {
                let made = self.made.clone().expect("the recording has a MakeCall");
                let result = Apdu::ReturnResult(ReturnResult { invoke_id: id, ..made });
                [vec![result], self.call.clone()].concat()
            }
            (Argument::ClearConnection(_), _) => vec![done(id, Operation::ClearConnection)],
            // As this switch answers what it does not know.
            _ => {
                let problem = Problem::Invoke(InvokeProblem::UnrecognizedOperation);
                vec![Apdu::Reject(Reject { invoke_id: Some(id), problem })]
            }
        }
    }
}

fn done(invoke_id: InvokeId, operation: Operation) -> Apdu {
    let result = Some(ServiceResult::Empty { operation, extensions: None });
    Apdu::ReturnResult(ReturnResult { invoke_id, result })
}

/// The operation, and for a monitor its device: by this the answer is found.
fn subject(argument: &Argument) -> String {
    let name = argument.operation().map_or("unknown", Operation::name);
    match argument {
        Argument::MonitorStart(start) => match &start.monitor_object {
            MonitorObject::DeviceObject(device) => format!("{name} {}", device.digits().unwrap_or_default()),
            MonitorObject::CallObject(_) => name.to_owned(),
        },
        _ => name.to_owned(),
    }
}

/// An invoke by its operation, a result by its operation and the word.
fn name(apdu: &Apdu) -> Option<String> {
    match apdu {
        Apdu::Invoke(invoke) => invoke.argument.operation().map(|operation| operation.name().to_owned()),
        Apdu::ReturnResult(ReturnResult { result: Some(result), .. }) => {
            result.operation().map(|operation| format!("{} result", operation.name()))
        }
        _ => None,
    }
}

/// The stand-in.
pub struct Player {
    port: u16,
    session: Session,
    orders: mpsc::UnboundedSender<Vec<Apdu>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Player {
    /// Listens for one connection.
    pub async fn start(framing: Framing, recording: Recording) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (orders, inbox) = mpsc::unbounded_channel();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let session = recording.session.clone();
        let wire = (framing, recording, Arc::clone(&heard));
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            serve(stream, wire, inbox).await;
        });
        Self { port, session, orders, heard }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Says what the recorded switch said there.
    pub fn play(&self, what: RangeInclusive<i64>) {
        let apdus = self.session.range(what).map(|(_, apdu)| apdu.clone());
        self.orders.send(apdus.collect()).unwrap();
    }

    /// How often the daemon sent this: the name of an operation, or `OPERATION result`.
    pub fn count(&self, operation: &str) -> usize {
        self.heard.lock().unwrap().iter().filter(|name| *name == operation).count()
    }
}

async fn serve(
    mut stream: TcpStream,
    (framing, recording, heard): (Framing, Recording, Arc<Mutex<Vec<String>>>),
    mut orders: mpsc::UnboundedReceiver<Vec<Apdu>>,
) {
    let mut decoder = FrameDecoder::new(framing);
    let mut buffer = BytesMut::new();
    loop {
        let apdus = tokio::select! {
            read = stream.read_buf(&mut buffer) => match read {
                Ok(1..) => {
                    let mut replies = Vec::new();
                    while let Some(Frame::Apdu(apdu)) = decoder.decode(&mut buffer).unwrap() {
                        let apdu = Apdu::decode(&apdu).unwrap();
                        heard.lock().unwrap().extend(name(&apdu));
                        replies.extend(recording.reply(apdu));
                    }
                    replies
                }
                _ => return,
            },
            order = orders.recv() => match order {
                Some(apdus) => apdus,
                None => return,
            },
        };
        // All in one segment, as switches do it.
        let mut octets = BytesMut::new();
        for apdu in apdus {
            framing.encode(&apdu.encode(), &mut octets).unwrap();
        }
        if stream.write_all(&octets).await.is_err() {
            return;
        }
    }
}
