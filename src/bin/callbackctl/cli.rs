//! What can be typed.

use std::{path::PathBuf, str::FromStr};

use callbackd::config::DEFAULT_PATH;
use callbackd_api::{
    ids::{AgentId, Device, QueueName, SessionId},
    params::Resolution,
    words::SessionState,
};
use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp, civil::DateTime, tz::TimeZone};

const EXIT_CODES: &str = "\
Exit status:
  0   done
  1   the daemon refused; its reason and what to do are on standard error
      a number did not become what the table says (dialplan test)
  2   the command makes no sense
  65  some input could not be decoded (decode), some line of a table could not be read (dialplan test),
      the store is damaged (journal)
  66  there is no store (journal)
  69  the daemon cannot be reached, or went away before it answered
  71  the system is short of something every program needs (journal)
  73  the store cannot be written: no room, or a file system that is not to be written (journal)
  74  the disk that holds the store fails (journal)
  75  the daemon runs and holds the store (journal)
  76  the daemon answered what this program does not understand
  77  this user may not open the socket or the store, or has not the role that the command needs
  78  the configuration is wrong (dialplan check, dialplan test)";

/// Where the daemon keeps its store unless told otherwise.
const DEFAULT_STORE: &str = "/var/lib/callbackd/callbackd.db";

/// Drives callbackd over its local socket.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    /// The daemon's socket.
    #[arg(
        long,
        global = true,
        env = "CALLBACKD_SOCKET",
        value_name = "PATH",
        default_value = "/run/callbackd/api.sock"
    )]
    pub(crate) socket: PathBuf,

    /// Print what the daemon answers as JSON, one object per line.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// How the daemon, its link and its queues do
    Status,
    /// Queues: how many wait, and when they open
    Queues {
        /// Only this one
        queue: Option<QueueName>,
    },
    /// Tell the versions of this program, of the daemon if it runs, and of the numbering plans in each
    Version,
    /// Ask for a callback, as the web layer does for a customer
    Request(Request),
    /// Change a request that still waits; what is not given stays as it was
    Change(Change),
    /// Take a request back, unless somebody already dials
    Withdraw {
        /// The session's id; whoever may list sessions can write its last digits
        id: SessionArg,
    },
    /// List sessions
    Sessions(Sessions),
    /// Show one session with its attempts
    Show {
        /// The session's id, or its last digits
        id: SessionArg,
    },
    /// Tell one callback's whole story: who asked, rules, offers, what was dialled, what the switch said, times
    ///
    /// Needs the role operator or supervisor; numbers are told in full to supervisors only.
    Explain {
        /// The session's id, or its last digits (which takes the role supervisor or agent)
        id: SessionArg,
    },
    /// Log agents in and out, make them ready
    #[command(subcommand)]
    Agent(Agent),
    /// Call State: show a session's callback controls
    Open {
        /// The session's id, or its last digits
        id: SessionArg,
    },
    /// Call Back: show the controls and dial
    CallBack {
        /// The session's id, or its last digits
        id: SessionArg,
        /// Dial this instead of what the controls show
        #[arg(long, value_name = "STRING")]
        dial: Option<String>,
    },
    /// Cancel: dial nothing; the session stays active until it is dropped
    Cancel {
        /// The session's id, or its last digits
        id: SessionArg,
    },
    /// Drop Call: clear the call if there is one, and finish
    Drop(Finish),
    /// Put the customer on hold
    Hold {
        /// The session's id, or its last digits
        id: SessionArg,
    },
    /// Take the customer off hold
    Retrieve {
        /// The session's id, or its last digits
        id: SessionArg,
    },
    /// Send the customer's extension, or other digits, into the conversation, where the switch does that
    SendDigits {
        /// The session's id, or its last digits
        id: SessionArg,
        /// These digits, of 0 to 9, * and #
        digits: Option<String>,
    },
    /// Keep what an agent writes so far; an empty text clears it. A wrap-up waits for who writes
    Draft(Finish),
    /// End wrap-up
    Close(Finish),
    /// Say what became of a call that the daemon lost sight of
    Resolve {
        /// The session's id, or its last digits
        id: SessionArg,
        /// What became of it
        outcome: Outcome,
    },
    /// Tell what happens, until interrupted; catches up by itself after a lost connection
    Watch(Watch),
    /// Look at the link to the switch
    #[command(subcommand)]
    Link(Link),
    /// Ask the dial plan
    #[command(subcommand)]
    Dialplan(DialPlan),
    /// Look after a store while its daemon does not run: verify, export, prune
    #[command(subcommand)]
    Journal(Journal),
    /// Make the daemon read its configuration again
    Reload,
    /// Call any method of the socket and print the answer as JSON
    Call {
        /// The method, such as system.hello; rpc.discover describes them all
        method: String,
        /// Its parameters, a JSON object
        #[arg(value_name = "PARAMS-JSON")]
        params: Option<String>,
    },
    /// Decode messages of a CSTA link, to one JSON object per line or a ladder; needs no daemon
    ///
    /// Every field is named as in the standard (ECMA-285), values follow X.697. A link header in front of a message
    /// (two octets of length, or HiPath's 26 and two) is taken off. What cannot be decoded is told on standard error,
    /// with the octet and the component at fault, and the rest is decoded all the same.
    ///
    /// Lines may be
    ///
    /// - nothing but hexadecimal digits: one message, or a fault;
    ///
    /// - text with digits in it, such as `12:00:01 > A1 0F 02 …`: octets may be apart or together, separated by blanks,
    ///   `:` `-` `.` `,`, written with 0x, within any brackets. A message is taken for one if it begins where a word
    ///   begins with a tag of ROSE or ACSE, or with a link header that announces the same length, if its length ends it
    ///   where a word ends, and if it has at least 5 octets;
    ///
    /// - hex dumps (hexdump -C, xxd): lines that begin with offsets, from 0 upwards without gaps, one message each dump;
    ///
    /// - JSON objects with a member `hex`, and `direction` (to_pbx, from_pbx) and `session` if they are known;
    ///
    /// - what `--json link trace` prints: messages that the daemon has decoded, without customers' numbers.
    ///
    /// Lines with none of these are passed over, and their number is told at the end. `>` or `<` in a line, or in the
    /// line before a dump, tell that the message goes to the switch or comes from it.
    Decode(Decode),
}

#[derive(Debug, Args)]
pub(crate) struct Request {
    /// The customer's number, as anybody would write it
    #[arg(allow_hyphen_values = true)]
    pub(crate) number: String,
    /// The customer's name
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What it is about
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// The queue; the configuration's default queue otherwise
    #[arg(long)]
    pub(crate) queue: Option<QueueName>,
    /// Country (GB, DE, …) in which a number without country code is read
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Offer it to nobody before this: 2026-12-01T09:00:00Z, or "2026-12-01 09:00" in this terminal's time zone
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) not_before: Option<Timestamp>,
    /// Let it expire if it still waits then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) not_after: Option<Timestamp>,
    /// Idempotency key: the same request with the same key again repeats the first answer
    #[arg(long)]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Change {
    /// The session's id; whoever may list sessions can write its last digits
    pub(crate) id: SessionArg,
    /// The customer's name; an empty one clears it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What it is about; an empty text clears it
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// Another queue
    #[arg(long)]
    pub(crate) queue: Option<QueueName>,
    /// Offer it to nobody before this; a time that is over means as soon as possible
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) not_before: Option<Timestamp>,
    /// Let it expire if it still waits then; a new --not-before without it takes it back
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) not_after: Option<Timestamp>,
}

#[derive(Debug, Args)]
pub(crate) struct Sessions {
    /// Only sessions in this state; may be repeated. Otherwise all that are not closed
    #[arg(long = "state", value_name = "STATE", value_parser = session_states())]
    pub(crate) states: Vec<SessionState>,
    /// Only this queue
    #[arg(long)]
    pub(crate) queue: Option<QueueName>,
    /// Only this agent's
    #[arg(long)]
    pub(crate) agent: Option<AgentId>,
    /// At most so many, oldest first
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: usize,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Agent {
    /// Log an agent in at a device and stay: a log-in lasts as long as the connection that made it
    ///
    /// The command stays in the foreground, says `agent.present` every ten seconds, prints what arrives for the agent
    /// (offers above all) and logs the agent out when it is interrupted with Ctrl-C. While a call is in the air the
    /// daemon refuses that; a second Ctrl-C leaves all the same, the call stays up, and the agent has the daemon's
    /// grace time to come back. After a lost connection it logs the agent in again.
    ///
    /// Use `agent ready`, `open`, `call-back` and the other commands from another terminal: they need the same user,
    /// not the same connection.
    LogIn {
        /// The agent's id
        agent: AgentId,
        /// The extension the agent sits at
        device: Device,
        /// Serve only this queue; may be repeated
        #[arg(long = "queue", value_name = "QUEUE")]
        queues: Vec<QueueName>,
        /// Make the agent ready at once
        #[arg(long)]
        ready: bool,
    },
    /// Make an agent ready for offers
    Ready {
        /// The agent's id
        agent: AgentId,
    },
    /// Make an agent not ready
    NotReady {
        /// The agent's id
        agent: AgentId,
        /// Why, in the centre's own words
        #[arg(long)]
        reason: Option<String>,
    },
    /// Log an agent out
    LogOut {
        /// The agent's id
        agent: AgentId,
    },
    /// Say once that the agent is still there
    Present {
        /// The agent's id
        agent: AgentId,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Finish {
    /// The session's id, or its last digits
    pub(crate) id: SessionArg,
    /// How it ended, in the centre's own vocabulary
    #[arg(long, value_name = "WORD")]
    pub(crate) disposition: Option<String>,
    /// Free text for the record
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// Hexadecimal digits, the name of a file, or - for standard input
    #[arg(value_name = "HEX|FILE|-", required = true)]
    pub(crate) source: Vec<String>,
    /// Draw the exchange between computing and switching function; an arrow of dots is one whose direction is inferred
    #[arg(long)]
    pub(crate) ladder: bool,
    /// Show numbers, names and other private data in the ladder
    #[arg(long, requires = "ladder")]
    pub(crate) numbers: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// First tell everything after this place of the journal
    #[arg(long, value_name = "SEQ")]
    pub(crate) after: Option<u64>,
    /// Only this session; may be repeated
    #[arg(long = "session", value_name = "ID")]
    pub(crate) sessions: Vec<SessionArg>,
    /// Only this agent; may be repeated
    #[arg(long = "agent", value_name = "AGENT")]
    pub(crate) agents: Vec<AgentId>,
}

/// The store's file is locked meanwhile; while a daemon holds it, all of these refuse with status 75.
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Read every row and tell what does not fit: the file itself, gaps in the records, what cannot be read
    Verify {
        /// The store's file
        #[arg(long, value_name = "PATH", default_value = DEFAULT_STORE)]
        store: PathBuf,
    },
    /// Print the records as lines of JSON, oldest first
    Export {
        /// The store's file
        #[arg(long, value_name = "PATH", default_value = DEFAULT_STORE)]
        store: PathBuf,
        /// Then print numbers, names and texts, one line for each session that still has them
        #[arg(long)]
        with_personal: bool,
    },
    /// Forget now what is old, as the daemon does by itself by [retention]; open sessions stay
    Prune {
        /// The store's file
        #[arg(long, value_name = "PATH", default_value = DEFAULT_STORE)]
        store: PathBuf,
        /// Erase numbers, names and texts of sessions closed longer ago, such as 30d or 12h
        #[arg(long = "numbers-older-than", value_name = "AGE", value_parser = age, required_unless_present = "records")]
        numbers: Option<SignedDuration>,
        /// Remove sessions closed longer ago, and older records
        #[arg(long = "records-older-than", value_name = "AGE", value_parser = age)]
        records: Option<SignedDuration>,
    },
}

/// Days of 24 hours: how long ago, not which day.
fn age(text: &str) -> Result<SignedDuration, &'static str> {
    let span = text.parse::<Span>().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    span.ok().filter(|age| !age.is_negative()).ok_or("write an age such as 30d or 12h")
}

/// A moment with its offset from UTC, or one as this terminal's clock shows it.
fn moment(text: &str) -> Result<Timestamp, &'static str> {
    let here = || TimeZone::system().to_timestamp(text.parse::<DateTime>()?);
    text.parse()
        .or_else(|_| here())
        .map_err(|_| "write a moment such as 2026-12-01T09:00:00Z or \"2026-12-01 09:00\"")
}

#[derive(Debug, Subcommand)]
pub(crate) enum Link {
    /// Draw what passes, as `decode --ladder` does, until interrupted; with --json one object per message
    ///
    /// Numbers are shown with their first and last two digits, names and credentials not at all. Messages that pass
    /// faster than they can be shown are left out and counted; the link does not wait.
    Trace,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DialPlan {
    /// Show every step and rule between a number as typed and what is dialled
    Resolve(ResolveNumber),
    /// Tell everything that is wrong with the dial plan of a configuration file, or what it comes to; needs no daemon
    Check(PlanSource),
    /// Compare what becomes of numbers with a table of what should; needs no daemon
    ///
    /// A line of the table is a number as typed, an arrow (→ or ->), and the digits dialled or `refused:RULE`; after
    /// them `queue=NAME` and `region=COUNTRY` where they matter. Lines that begin with # are comments. Each number that
    /// becomes something else is shown with every step that led there.
    Test {
        /// The table, or - for standard input
        #[arg(value_name = "FILE|-")]
        table: PathBuf,
        #[command(flatten)]
        source: PlanSource,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PlanSource {
    /// The configuration file, of which only [dialplan] is looked at
    #[arg(long, value_name = "PATH", default_value = DEFAULT_PATH)]
    pub(crate) config: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ResolveNumber {
    /// The number, as anybody would write it
    #[arg(allow_hyphen_values = true)]
    pub(crate) number: String,
    /// The queue whose policy applies
    #[arg(long)]
    pub(crate) queue: Option<QueueName>,
    /// Country (GB, DE, …) in which a number without country code is read
    #[arg(long)]
    pub(crate) region: Option<String>,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Outcome {
    /// They spoke
    Talked,
    /// It was dialled and nobody was reached
    NotReached,
    /// It never left the house
    NotDialled,
}

impl From<Outcome> for Resolution {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Talked => Self::Talked,
            Outcome::NotReached => Self::NotReached,
            Outcome::NotDialled => Self::NotDialled,
        }
    }
}

/// A session as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SessionArg {
    /// By its id.
    Id(SessionId),
    /// By the last digits of it.
    Ending(String),
}

impl FromStr for SessionArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        let digits = text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        match digits && text.len() >= 4 {
            true => Ok(Self::Ending(text.to_ascii_lowercase())),
            false => Err("expected a session's id, or at least its last four digits"),
        }
    }
}

fn session_states() -> impl TypedValueParser<Value = SessionState> {
    PossibleValuesParser::new(SessionState::ALL.iter().map(|state| state.word())).try_map(|word| word.parse())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_session_is_named_by_its_id_or_the_end_of_it() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(id.parse(), Ok(SessionArg::Id(id.parse().unwrap())));
        assert_eq!("9A8057".parse(), Ok(SessionArg::Ending("9a8057".to_owned())));
        assert!("057".parse::<SessionArg>().is_err());
        assert!("latest".parse::<SessionArg>().is_err());
    }
}
