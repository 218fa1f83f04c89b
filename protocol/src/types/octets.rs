/// Declares a type of its own for an OCTET STRING. A `secret` one does not show what it holds.
macro_rules! octet_string {
    ($(#[$attribute:meta])* pub struct $name:ident;) => {
        octet_string! { @declare $(#[$attribute])* $name }

        /// Hexadecimal.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
    ($(#[$attribute:meta])* pub struct $name:ident; secret) => {
        octet_string! { @declare $(#[$attribute])* $name }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
    (@declare $(#[$attribute:meta])* $name:ident) => {
        #[derive($crate::ber::Asn1, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $(#[$attribute])*
        pub struct $name($crate::ber::Octets);

        impl $name {
            /// The value of these octets.
            pub fn new(octets: impl AsRef<[u8]>) -> Self {
                Self(octets.as_ref().into())
            }

            /// The octets.
            pub fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }
        }
    };
}

pub(crate) use octet_string;
