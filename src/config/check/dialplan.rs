//! `[dialplan]`, with what other tables tell of numbers and files hold.

use std::{collections::BTreeMap, path::Path};

use callbackd_api::ids::QueueName;

use super::Checker;
use crate::{
    config::{
        DoNotCallFile, Listed,
        tables::{Pbx, Queue},
    },
    dialplan::{AuthCode, DialPlan, Settings},
};

impl Checker<'_> {
    /// The dial plan with the countries of the queues and the pauses of the switch.
    pub(super) fn with_surroundings(&mut self, settings: Settings, queues: &[Queue], pbx: &Pbx) -> Settings {
        let mut queue_regions = BTreeMap::new();
        for (index, queue) in queues.iter().enumerate() {
            let (Some(name), Some(region)) = (&queue.name, queue.region) else { continue };
            if !region.has_numbers() {
                self.fault(
                    &format!("queues[{index}].region"),
                    format!("{region} has no telephone numbers: write the ISO 3166 letters of a country"),
                );
            }
            queue_regions.insert(name.to_string(), region);
        }
        Settings { pause: pbx.dial_pause.0, queue_regions, ..settings }
    }

    /// Reads the authorisation codes of the rules from their files.
    pub(super) fn with_auth_codes(&mut self, mut settings: Settings, credentials: Option<&Path>) -> Settings {
        for (index, rule) in settings.rules.iter_mut().enumerate() {
            let Some(file) = &rule.auth_code_file else { continue };
            let key = format!("dialplan.rules[{index}].auth-code-file");
            let Some(secret) = self.secret(&key, file, credentials, "authorisation code") else { continue };
            match AuthCode::try_from(secret) {
                Ok(code) => rule.auth_code = Some(code),
                Err(fault) => self.fault(&key, format!("its first line is no code: {fault}")),
            }
        }
        settings
    }

    pub(super) fn dial_plan(
        &mut self,
        settings: Option<Settings>,
    ) -> Option<(DialPlan, Option<DoNotCallFile>)> {
        let settings = self.required("dialplan.region", settings, "region = \"GB\"")?;
        if !self.is_sound("dialplan") {
            return None;
        }
        // A rule without its condition, or what a misspelt key was to say, takes numbers from others.
        let rules_are_whole = self.is_whole("dialplan.rules") && self.knows_all_keys("dialplan.rules");
        let list = settings.do_not_call_file.clone();
        match DialPlan::new(settings) {
            Ok(plan) => {
                for fault in plan.warnings() {
                    self.warn(&fault.key, fault.message);
                }
                if let Some(fault) = plan.missing_carrier() {
                    self.fault(&fault.key, fault.message);
                }
                self.with_list(plan, list.as_deref())
            }
            Err(faults) => {
                for fault in faults {
                    match fault.key.as_str() {
                        "dialplan.local-digits" => {
                            self.misfit(&fault.key, "dialplan.area-code", fault.message);
                        }
                        key if is_rule(key) && !rules_are_whole => {}
                        key => self.fault(key, fault.message),
                    }
                }
                None
            }
        }
    }

    /// Kinds of numbers that are let pass and reach no rule.
    pub(super) fn undialled(&mut self, plan: &DialPlan, queues: &[QueueName]) {
        for fault in plan.undialled(queues.iter().map(QueueName::as_str)) {
            self.warn(&fault.key, fault.message);
        }
    }

    fn with_list(
        &mut self,
        mut plan: DialPlan,
        list: Option<&Path>,
    ) -> Option<(DialPlan, Option<DoNotCallFile>)> {
        let Some(path) = list else { return Some((plan, None)) };
        match DoNotCallFile::read(path, &plan) {
            Ok((_, Listed { faults: Some(faults), .. })) if faults.unprotected => {
                self.fault("dialplan.do-not-call-file", faults.told);
                None
            }
            Ok((file, Listed { numbers, faults })) => {
                if let Some(faults) = faults {
                    self.warn("dialplan.do-not-call-file", faults.told);
                }
                plan.take_do_not_call_file(numbers);
                Some((plan, Some(file)))
            }
            Err(message) => {
                self.fault("dialplan.do-not-call-file", message);
                None
            }
        }
    }
}

/// Is this key a rule as a whole, whose faults are those of one among others?
fn is_rule(key: &str) -> bool {
    key.strip_prefix("dialplan.rules[")
        .is_some_and(|rest| rest.find(']') == Some(rest.len().saturating_sub(1)))
}
