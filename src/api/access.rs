//! Who may do what: the peer's user and group, as the kernel vouches for them, decide its roles.

use callbackd_api::params::Roles;

/// The access rules of one configuration. No rule, no role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    rules: Vec<Rule>,
}

/// One rule: whoever matches gets its roles on top of what other rules grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The peer's user id must be this one.
    pub uid: Option<u32>,
    /// The peer's own (primary, effective) group id must be this one: SO_PEERCRED tells no supplementary groups.
    pub gid: Option<u32>,
    /// What is granted.
    pub roles: Roles,
}

impl Access {
    /// Takes the rules of a configuration; their order does not matter.
    #[must_use]
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// Everything that any rule grants this peer.
    #[must_use]
    pub fn roles_of(&self, uid: u32, gid: u32) -> Roles {
        let granted = self.rules.iter().filter(|rule| rule.matches(uid, gid));
        granted.flat_map(|rule| rule.roles.iter()).fold(Roles::default(), Roles::with)
    }
}

impl Rule {
    /// A rule that names neither a user nor a group matches nobody.
    fn matches(&self, uid: u32, gid: u32) -> bool {
        let named = self.uid.is_some() || self.gid.is_some();
        named && self.uid.is_none_or(|wanted| wanted == uid) && self.gid.is_none_or(|wanted| wanted == gid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callbackd_api::params::Role;

    fn roles(list: &[Role]) -> Roles {
        list.iter().copied().fold(Roles::default(), Roles::with)
    }

    fn rule(uid: Option<u32>, gid: Option<u32>, granted: &[Role]) -> Rule {
        Rule { uid, gid, roles: roles(granted) }
    }

    #[test]
    fn nobody_has_a_role_without_a_rule() {
        assert!(Access::default().roles_of(0, 0).is_empty(), "not even root");
    }

    #[test]
    fn all_matching_rules_add_up() {
        let access = Access::new(vec![
            rule(Some(33), None, &[Role::Requester]),
            rule(None, Some(50), &[Role::Agent]),
            rule(Some(1), None, &[Role::Operator]),
        ]);
        assert_eq!(access.roles_of(33, 50), roles(&[Role::Requester, Role::Agent]));
        assert_eq!(access.roles_of(33, 33), roles(&[Role::Requester]));
        assert!(access.roles_of(34, 34).is_empty());
    }

    #[test]
    fn a_rule_with_user_and_group_needs_both() {
        let access = Access::new(vec![rule(Some(33), Some(50), &[Role::Agent])]);
        assert!(access.roles_of(33, 33).is_empty());
        assert!(access.roles_of(34, 50).is_empty());
        assert!(access.roles_of(33, 50).has(Role::Agent));
    }

    #[test]
    fn a_rule_that_names_nobody_matches_nobody() {
        let access = Access::new(vec![rule(None, None, &[Role::Operator])]);
        assert!(access.roles_of(0, 0).is_empty());
    }
}
