//! `link trace`: what passes over the daemon's link, as it passes.

use callbackd_api::{
    client::Notification,
    trace::{self, LinkTrace, Traced, Tracing},
};
use serde_json::Value;

use crate::{
    decode::{ladder::Ladder, scan::Direction},
    failure::Failure,
    reach::Reach,
    screen,
    words::{Moment, clean},
};

pub(crate) async fn run(reach: &mut Reach) -> Result<(), Failure> {
    let (client, mut notifications) = reach.connect().await?;
    let _: Tracing = client.call("link.trace", &LinkTrace::default()).await?;
    let mut ladder = Ladder::new();
    while let Some(Notification { method, params }) = notifications.next().await {
        match method.as_str() {
            "link.trace" if reach.screen.json => reach.screen.json(&params)?,
            "link.trace" => {
                let traced = serde_json::from_value(params)
                    .map_err(|fault| Failure::Protocol(format!("link.trace: unexpected: {fault}")))?;
                rung(&mut ladder, traced, &Moment::now())?;
            }
            _ => {}
        }
    }
    Err(Failure::Gone)
}

fn rung(ladder: &mut Ladder, traced: Traced, moment: &Moment) -> Result<(), Failure> {
    let Traced { at, direction, apdu, fault, lost } = traced;
    if lost > 0 {
        eprintln!("-- {lost} messages passed too fast to be shown");
    }
    let direction = match direction {
        trace::Direction::ToSwitch => Direction::ToSwitch,
        trace::Direction::FromSwitch => Direction::FromSwitch,
    };
    let clock = moment.clock(at);
    let lines = match (apdu, fault) {
        (Some(apdu), _) => ladder.message(&Value::Object(apdu), Some(direction), None),
        (None, fault) => ladder.undecoded(direction, &clean(&fault.unwrap_or_default())),
    };
    // The head of the ladder stands above the first rung, without a time.
    let lines = lines.lines().map(|line| match line.starts_with("  ") {
        true => format!("{clock}{line}\n"),
        false => format!("{:width$}{line}\n", "", width = clock.len()),
    });
    Ok(screen::write(&lines.collect::<String>())?)
}
