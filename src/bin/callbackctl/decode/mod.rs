//! `decode`: octets of a CSTA link, as JSON or as a ladder. Needs no daemon.
//!
//! Names and values are those of the JSON Encoding Rules (X.697), written as Python's `json.dumps` writes them, so that
//! the output can be compared line by line with that of decoders built from the standard's ASN.1 modules.

mod dumps;
mod input;
pub(crate) mod ladder;
mod octets;
pub(crate) mod scan;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use callbackd::pbx::redacted;
use csta::frame::MAX_FRAME;

use self::{
    dumps::dumps,
    input::{Input, Item, Message},
    ladder::Ladder,
};
use crate::{cli::Decode, failure::Failure, screen, words::clean};

/// Longest line, in octets: the longest frame with its header, every digit followed by a space, and a comment's worth.
const MAX_LINE: u64 = (MAX_FRAME as u64 + 3) * 3 + 1024;

/// Decodes what the arguments are: hexadecimal digits, a file's name, or `-` for standard input.
pub(crate) fn run(wish: &Decode) -> Result<(), Failure> {
    let mut output = match wish.ladder {
        true => Output::Ladder(Ladder::new(), wish.numbers),
        false => Output::Json,
    };
    let text = wish.source.join(" ");
    match wish.source.as_slice() {
        [dash] if dash == "-" => lines(io::stdin().lock(), &mut output),
        [name] if !is_hex(name) => match File::open(Path::new(name)) {
            Ok(file) => lines(BufReader::new(file), &mut output),
            Err(fault) => Err(Failure::Usage(format!(
                "{name} is neither hexadecimal digits nor a file that can be read: {fault}"
            ))),
        },
        _ => lines(text.as_bytes(), &mut output),
    }
}

fn is_hex(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_hexdigit() || c.is_ascii_whitespace())
}

/// How messages are shown.
enum Output {
    Json,
    /// With numbers in full, or not.
    Ladder(Ladder, bool),
}

impl Output {
    fn message(&mut self, message: &Message) -> io::Result<()> {
        let json = &message.json;
        match self {
            Self::Json => screen::write(&format!("{}\n", dumps(json))),
            Self::Ladder(ladder, numbers) => {
                let json = if *numbers { json.clone() } else { redacted(json.clone()) };
                screen::write(&ladder.message(&json, message.direction, message.session.as_deref()))
            }
        }
    }
}

/// Reads to the end. A bad line is told and the next one read; those that hold nothing are counted.
fn lines(mut source: impl BufRead, output: &mut Output) -> Result<(), Failure> {
    let mut input = Input::default();
    let (mut faulty, mut shown) = (0_usize, 0_usize);
    let mut show = |items: Vec<Item>| -> io::Result<()> {
        for Item { line, found } in items {
            match found {
                Ok(message) => {
                    shown += 1;
                    output.message(&message)?;
                }
                Err(fault) => {
                    faulty += 1;
                    eprintln!("callbackctl: line {line}: {}", clean(&fault));
                }
            }
        }
        Ok(())
    };
    for number in 1_usize.. {
        let mut line = Vec::new();
        if source.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.len() as u64 == MAX_LINE && !line.ends_with(b"\n") {
            source.skip_until(b'\n')?;
            let fault = Err(format!("longer than any frame: {MAX_LINE} octets of text"));
            show(vec![Item { line: number, found: fault }])?;
            continue;
        }
        show(input.line(number, &String::from_utf8_lossy(&line)))?;
    }
    show(input.end())?;
    match input.passed {
        0 => {}
        1 => eprintln!("callbackctl: 1 line without an APDU was passed over"),
        passed => eprintln!("callbackctl: {passed} lines without an APDU were passed over"),
    }
    match faulty {
        0 if shown == 0 && input.passed > 0 => Err(Failure::Undecoded(input.passed)),
        0 => Ok(()),
        faulty => Err(Failure::Undecoded(faulty)),
    }
}
