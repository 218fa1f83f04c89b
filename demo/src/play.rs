//! One callback, step by step, as the people in it would make it happen.
#![expect(clippy::disallowed_methods, reason = "people need time to read")]
#![expect(clippy::indexing_slicing, reason = "a member that a JSON value has not reads as null")]

use std::time::Duration;

use anyhow::{Context, ensure};
use callbackd_api::client::Client;
use centre::Centre;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::{
    ladder::{Ladder, Party},
    watch::Watch,
};

/// A step that takes longer than this will never be done.
const STEP: Duration = Duration::from_secs(20);
/// How long they talk.
const TALK: Duration = Duration::from_secs(2);

/// From the Contact Us page to the hang-up.
pub(crate) async fn one_callback(centre: &Centre, ladder: &Ladder) -> anyhow::Result<()> {
    let (web, _) = Client::connect(&centre.socket()).await?;
    let (desk, notifications) = Client::connect(&centre.socket()).await?;
    let _: Value = desk.call("events.subscribe", &json!({})).await?;
    let mut watch = Watch::new(ladder, notifications, centre.pbx.observations());

    ladder.note(
        "A switch with extensions 2001 to 2010, and callbackd with its link up. Ann sits down at 2001.",
    );
    ladder.head();
    ladder.message(Party::Desk, Party::Daemon, "agent.log_in ann at 2001, then ready");
    let _: Value = desk.call("agent.log_in", &json!({ "agent_id": "ann", "device": "2001" })).await?;
    let _: Value = desk.call("agent.set_state", &json!({ "agent_id": "ann", "state": "ready" })).await?;
    watch.settle().await;

    ladder.note("A customer types a number on the Contact Us page and reads: we will call you back shortly.");
    ladder.message(Party::WebPage, Party::Daemon, "callback.request (020) 7946-0018");
    let request = json!({ "number": "(020) 7946-0018", "name": "Mrs Miller", "subject": "my order" });
    let accepted: Value = web.call("callback.request", &request).await?;
    let session = accepted.get("session_id").cloned().context("the request was not accepted")?;
    ladder.message(Party::Daemon, Party::WebPage, &format!("on disk, place {}", accepted["place"]));
    within(watch.until("session.offered")).await?;

    ladder.note("Ann presses Call State: the number appears with the digits that the centre prepends.");
    ladder.message(Party::Desk, Party::Daemon, "session.open");
    let controls: Value = desk.call("session.open", &json!({ "session_id": session })).await?;
    let shown = controls["dial_string"].as_str().unwrap_or_default();
    let prepended = controls["prepended"].as_str().unwrap_or_default();
    ladder.message(
        Party::Daemon,
        Party::Desk,
        &format!("{shown}, of it {prepended} in front, may be edited"),
    );
    watch.settle().await;

    ladder.note("Ann presses Call Back.");
    ladder.message(Party::Desk, Party::Daemon, "session.call_back");
    let wish = json!({ "session_id": session, "rules_version": controls["rules_version"] });
    let _: Value = desk.call("session.call_back", &wish).await?;
    within(watch.until("session.talking")).await?;

    ladder.note("They talk. Then Ann hangs up.");
    watch.during(TALK).await;
    ladder.message(Party::Phone, Party::Switch, "on hook");
    centre.pbx.hang_up("2001").await?;
    within(watch.until("session.wrap_up")).await?;

    ladder.note("Ann writes up what was said; what she types is kept as she types it.");
    ladder.message(Party::Desk, Party::Daemon, "session.draft");
    let draft = json!({ "session_id": session, "note": "order 4711 is on its way" });
    let _: Value = desk.call("session.draft", &draft).await?;
    ladder.message(Party::Desk, Party::Daemon, "session.close");
    let _: Value =
        desk.call("session.close", &json!({ "session_id": session, "disposition": "done" })).await?;
    within(watch.until("session.closed")).await?;
    watch.settle().await;

    let calls = centre.pbx.make_calls().await?;
    ensure!(calls.len() == 1, "the switch saw {} MakeCalls instead of one", calls.len());
    let seq = desk.call::<Value>("system.status", &json!({})).await?["seq"].clone();
    ladder.note(&format!("Done: dialled once; {seq} records tell the whole story."));
    sleep(Duration::from_millis(50)).await;
    Ok(())
}

async fn within(step: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    timeout(STEP, step).await.context("the step did not come to its end")?
}
