//! Agents and access rules.

use std::collections::{BTreeMap, BTreeSet};

use callbackd_api::{
    ids::QueueName,
    params::{Role, Roles},
};

use super::Checker;
use crate::{
    api::access::{Access, Rule},
    config::{accounts, spelling::Who, tables},
    switchboard::settings::Agent,
};

impl Checker<'_> {
    pub(super) fn people(
        &mut self,
        access: &[tables::Access],
        agents: Vec<tables::Agent>,
        queues: &[QueueName],
    ) -> (Access, Vec<Agent>) {
        let rules: Vec<Rule> =
            access.iter().enumerate().filter_map(|(index, rule)| self.rule(index, rule)).collect();
        if rules.is_empty() && self.is_whole("access") {
            self.warn("access", "there is no [[access]], so nobody may do anything on the socket");
        }
        let agents = self.agents(agents, queues, &rules);
        (Access::new(rules), agents)
    }

    fn rule(&mut self, index: usize, rule: &tables::Access) -> Option<Rule> {
        let key = format!("access[{index}]");
        if rule.roles.is_empty() {
            self.fault(&format!("{key}.roles"), "grants nothing: add one such as roles = [\"operator\"]");
        }
        if rule.user.is_none() && rule.group.is_none() {
            self.fault(&format!("{key}.user"), "the rule names nobody: add user = … or group = …");
            return None;
        }
        let uid = self.looked_up(&format!("{key}.user"), rule.user.as_ref(), accounts::uid);
        let gid = self.looked_up(&format!("{key}.group"), rule.group.as_ref(), accounts::gid);
        let roles = rule.roles.iter().copied().fold(Roles::default(), Roles::with);
        Some(Rule { uid: uid?, gid: gid?, roles })
    }

    /// `None` for people who do not exist.
    fn looked_up(
        &mut self,
        key: &str,
        who: Option<&Who>,
        look_up: fn(&Who) -> Result<u32, String>,
    ) -> Option<Option<u32>> {
        match who.map(look_up).transpose() {
            Ok(id) => Some(id),
            Err(message) => {
                self.fault(key, message);
                None
            }
        }
    }

    fn agents(&mut self, agents: Vec<tables::Agent>, queues: &[QueueName], rules: &[Rule]) -> Vec<Agent> {
        if agents.is_empty() && self.is_whole("agents") {
            self.warn("agents", "there is no [[agents]], so nobody can take a callback");
        }
        let mut checked = Vec::new();
        let mut ids = BTreeSet::new();
        let mut seats = BTreeMap::new();
        for (index, agent) in agents.into_iter().enumerate() {
            let key = format!("agents[{index}]");
            self.devices(&key, &agent, &mut seats);
            let uids = self.uids(&key, &agent.users, rules);
            let queues = self.agents_queues(&key, agent.queues, queues);
            let Some(id) = self.required(&format!("{key}.id"), agent.id, "id = \"anna\"") else { continue };
            if !ids.insert(id.clone()) {
                self.fault(
                    &format!("{key}.id"),
                    format!("there is an agent `{id}` already: choose another id"),
                );
            }
            checked.push(Agent { id, devices: agent.devices, queues, uids });
        }
        checked
    }

    fn devices(&mut self, key: &str, agent: &tables::Agent, seats: &mut BTreeMap<String, String>) {
        if agent.devices.is_empty() {
            let message = "the agent has no telephone: add its extension, such as devices = [\"2001\"]";
            self.fault(&format!("{key}.devices"), message);
        }
        let id = agent.id.as_ref().map_or("?", |id| id.as_str());
        for (place, device) in agent.devices.iter().enumerate() {
            if let Some(other) = seats.insert(device.to_string(), id.to_owned()) {
                let message =
                    format!("agent `{other}` uses {device} as well; only one of them can be logged in there");
                self.warn(&format!("{key}.devices[{place}]"), message);
            }
        }
    }

    /// All queues unless some are named.
    fn agents_queues(
        &mut self,
        key: &str,
        named: Option<Vec<QueueName>>,
        queues: &[QueueName],
    ) -> Vec<QueueName> {
        let Some(named) = named else { return queues.to_vec() };
        if named.is_empty() {
            let message = "the agent serves no queue: name some, or leave the key out for all";
            self.fault(&format!("{key}.queues"), message);
        }
        for (place, name) in named.iter().enumerate() {
            self.known_queue(&format!("{key}.queues[{place}]"), name.as_str(), queues);
        }
        named
    }

    fn uids(&mut self, key: &str, users: &[Who], rules: &[Rule]) -> Vec<u32> {
        let key = format!("{key}.users");
        if users.is_empty() {
            self.warn(&key, "is missing, so no program may act for this agent");
        }
        let mut uids = Vec::new();
        for (place, who) in users.iter().enumerate() {
            let key = format!("{key}[{place}]");
            let Some(Some(uid)) = self.looked_up(&key, Some(who), accounts::uid) else { continue };
            let may =
                |rule: &Rule| rule.roles.has(Role::Agent) && rule.uid.is_none_or(|wanted| wanted == uid);
            if self.is_whole("access") && !rules.iter().any(may) {
                let message = format!(
                    "no [[access]] gives uid {uid} the role \"agent\": add one, or remove the user here"
                );
                self.fault(&key, message);
            }
            uids.push(uid);
        }
        uids
    }
}
