//! ECMA-285 `event-report-definitions`: operation 21.

use crate::ber::{Asn1, Unknowns};
use crate::types::MonitorCrossRefId;

use super::Event;

/// Reports an event of what is monitored. It is never answered.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
pub struct CstaEventReportArgument {
    pub cross_ref_identifier: MonitorCrossRefId,
    pub event_specific_info: Event,
    pub unknown: Unknowns,
}

/// Makes [`Event`] of a table: groups, and in each the events, with the numbers of their tags. A group's tag
/// is EXPLICIT, an event's IMPLICIT.
macro_rules! events {
    ($(
        [$group:literal] $group_name:ident {
            $([$number:literal] $name:ident $variant:ident($event:ident),)*
        }
    )*) => {
        /// An event.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $($($variant($event),)*)*
            /// An event the modules do not have.
            Unknown {
                /// Tag of its group.
                group: Tag,
                /// Tag of the event, if the group is known.
                event: Option<Tag>,
                /// The whole group, as it came.
                raw: Open,
            },
        }

        impl Event {
            /// The modules' names of all events, each with that of its group.
            pub const NAMES: &'static [(&'static str, &'static str)] =
                &[$($((stringify!($group_name), stringify!($name)),)*)*];

            /// The module's name; "unknown" for one it does not have.
            pub const fn name(&self) -> &'static str {
                match self {
                    $($(Self::$variant(_) => stringify!($name),)*)*
                    Self::Unknown { .. } => "unknown",
                }
            }
        }

        impl Asn1 for Event {
            fn accepts(tag: Tag) -> bool {
                tag.class == Class::Context
            }

            fn decode(element: &Element<'_>) -> Result<Self> {
                let group = element.tag();
                let event = match group.number {
                    $($group => {
                        let event = element.inner(stringify!($group_name))?;
                        match event.tag() {
                            $(Tag { class: Class::Context, number: $number } => {
                                return <$event>::decode(&event).map(Self::$variant).map_err(|malformed| {
                                    malformed.within(stringify!($name)).within(stringify!($group_name))
                                });
                            })*
                            tag => Some(tag),
                        }
                    })*
                    _ => None,
                };
                Ok(Self::Unknown { group, event, raw: Open::decode(element)? })
            }

            fn encode(&self, out: &mut Writer) {
                let mark = out.mark();
                let group = match self {
                    $($(Self::$variant(event) => {
                        out.implicit(Tag::context($number), event);
                        Tag::context($group)
                    })*)*
                    Self::Unknown { raw, .. } => return raw.encode(out),
                };
                out.header(group, true, mark);
            }

            fn to_jer(&self) -> Value {
                let (group, name, event) = match self {
                    $($(Self::$variant(event) => {
                        (stringify!($group_name), stringify!($name), event.to_jer())
                    })*)*
                    Self::Unknown { raw, .. } => return Object::alternative("unknownEvent", raw.to_jer()),
                };
                Object::alternative(group, Object::alternative(name, event))
            }
        }

        $($(
            impl From<$event> for Event {
                fn from(event: $event) -> Self {
                    Self::$variant(event)
                }
            }
        )*)*
    };
}

pub(super) use events;
