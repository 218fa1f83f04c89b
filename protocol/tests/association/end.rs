//! The ways an association ends.

use csta::association::{Reason, Settings, Timer};

use crate::support::{End, MAKE_CALL_RESULT, STATUS_NORMAL, assert_lines, s};

const RLRQ: &str = "6203800100";
const RLRE: &str = "6303800100";
const ABRT: &str = "6403800101";

#[test]
fn a_release_waits_for_the_switch_and_takes_answers_meanwhile() {
    let mut end = End::bound(Settings::default());
    end.invoke(1).unwrap();
    end.association.release(end.now);
    assert_lines(&end.transcript(), &["> invoke 1 makeCall", "> rlrq"]);
    assert!(end.invoke(2).is_err());
    assert_lines(&end.receive(STATUS_NORMAL), &["> result 1", "! status Normal"]);
    assert_lines(&end.receive(MAKE_CALL_RESULT), &["! completed 1 invoke 1: result of makeCall"]);
    end.association.release(end.now);
    assert_lines(&end.receive(RLRE), &["! closed: released"]);
}

#[test]
fn a_release_that_is_not_confirmed_ends_all_the_same() {
    let mut end = End::bound(Settings::default());
    end.association.release(end.now);
    assert_eq!(end.association.next_timer(), Some((end.now + s(5), Timer::Release)));
    end.outputs();
    assert_lines(&end.wait(60), &["+5", "! closed: released, without the switch's confirmation"]);
}

#[test]
fn where_there_is_no_acse_a_release_just_ends() {
    let mut end = End::bound(Settings { acse: None, ..Settings::default() });
    end.association.release(end.now);
    assert_lines(&end.transcript(), &["! closed: released, without the switch's confirmation"]);
}

#[test]
fn a_release_before_the_switch_has_answered_is_an_abort() {
    let mut end = End::connected(Settings::default());
    end.association.release(end.now);
    assert_lines(&end.transcript(), &["> aarq", "> abrt", "! closed: aborted"]);
}

#[test]
fn a_release_by_the_switch_is_granted() {
    let mut end = End::bound(Settings::default());
    assert_lines(&end.receive(RLRQ), &["> rlre", "! closed: the switch released the association"]);
}

#[test]
fn an_abort_ends_at_once_from_either_side() {
    let mut end = End::bound(Settings::default());
    end.association.abort(end.now);
    assert_lines(&end.transcript(), &["> abrt", "! closed: aborted"]);

    let mut end = End::bound(Settings::default());
    assert_lines(&end.receive(ABRT), &["! closed: the switch aborted the association"]);
}

#[test]
fn a_silent_switch_is_given_up_and_any_octet_counts() {
    let mut end = End::bound(Settings { silence_limit: Some(s(250)), ..Settings::default() });
    assert_lines(&end.wait(200), &[]);
    end.receive("ff");
    assert_lines(&end.wait(249), &[]);
    assert_lines(&end.wait(1), &["+1", "> abrt", "! closed: the switch was silent for 250 s"]);
}

#[test]
fn the_first_reason_stays() {
    let mut end = End::bound(Settings::default());
    end.receive(ABRT);
    end.association.disconnected(end.now);
    end.association.abort(end.now);
    end.association.connected(end.now);
    assert_lines(&end.transcript(), &[]);
    assert_eq!(end.association.closed(), Some(&Reason::AbortedBySwitch));
}
