/// Declares an INTEGER with named numbers. A number without a name is kept; JSON shows all of them as
/// numbers.
macro_rules! named_integer {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$value_doc:meta])* $value:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$value_doc])* $value,)*
            /// A number without a name.
            Unknown(i64),
        }

        impl $name {
            /// The number on the wire.
            pub const fn code(self) -> i64 {
                match self {
                    $(Self::$value => $number,)*
                    Self::Unknown(number) => number,
                }
            }

            /// The value with this number.
            pub const fn from_code(number: i64) -> Self {
                match number {
                    $($number => Self::$value,)*
                    _ => Self::Unknown(number),
                }
            }
        }

        impl $crate::ber::Asn1 for $name {
            fn accepts(tag: $crate::ber::Tag) -> bool {
                i64::accepts(tag)
            }

            fn decode(element: &$crate::ber::Element<'_>) -> $crate::ber::Result<Self> {
                i64::decode(element).map(Self::from_code)
            }

            fn encode(&self, out: &mut $crate::ber::Writer) {
                self.code().encode(out);
            }

            fn to_jer(&self) -> serde_json::Value {
                self.code().to_jer()
            }

            fn magnitude(&self) -> i64 {
                self.code()
            }
        }

        impl $crate::ber::Tagged for $name {
            const TAG: $crate::ber::Tag = <i64 as $crate::ber::Tagged>::TAG;
            const CONSTRUCTED: bool = false;

            fn encode_content(&self, out: &mut $crate::ber::Writer) {
                $crate::ber::Tagged::encode_content(&self.code(), out);
            }
        }
    };
}

pub(crate) use named_integer;
