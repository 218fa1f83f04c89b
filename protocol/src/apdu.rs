use serde_json::Value;

use crate::Error;
use crate::acse::{Aare, Aarq, Abrt, Rlre, Rlrq};
use crate::ber::{self, Asn1, Element, Object, Reader, Tagged, Writer};
use crate::rose::{self, GeneralProblem, Invoke, Problem, Reject, ReturnError, ReturnResult};

/// A message: a component of ROSE, or one of ACSE's that begin and end an association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Apdu {
    /// Asks for an operation.
    Invoke(Invoke),
    /// The operation has succeeded.
    ReturnResult(ReturnResult),
    /// The operation has failed.
    ReturnError(ReturnError),
    /// The other side could not make sense of a component.
    Reject(Reject),
    /// Asks for an association.
    Aarq(Box<Aarq>),
    /// Grants an association, or refuses it.
    Aare(Box<Aare>),
    /// Asks for release.
    Rlrq(Rlrq),
    /// Grants release.
    Rlre(Rlre),
    /// The association is over.
    Abrt(Abrt),
}

impl Apdu {
    /// Reads one APDU, which must be all of `octets`.
    ///
    /// # Errors
    /// When they are none; the error then says what to answer.
    pub fn decode(octets: &[u8]) -> Result<Self, Error> {
        let general = |problem| {
            let answer = Reject { invoke_id: None, problem: Problem::General(problem) };
            move |malformed| Error::answered_by(malformed, answer)
        };
        let element = Reader::whole(octets).map_err(general(GeneralProblem::BadlyStructuredPdu))?;
        match element.tag() {
            rose::INVOKE => Invoke::decode(&element).map(Self::Invoke),
            rose::RETURN_RESULT => ReturnResult::decode(&element).map(Self::ReturnResult),
            rose::RETURN_ERROR => ReturnError::decode(&element).map(Self::ReturnError),
            rose::REJECT => final_component(&element, Reject::decode).map(Self::Reject),
            Aarq::TAG => final_component(&element, Box::decode).map(Self::Aarq),
            Aare::TAG => final_component(&element, Box::decode).map(Self::Aare),
            Rlrq::TAG => final_component(&element, Rlrq::decode).map(Self::Rlrq),
            Rlre::TAG => final_component(&element, Rlre::decode).map(Self::Rlre),
            Abrt::TAG => final_component(&element, Abrt::decode).map(Self::Abrt),
            _ => {
                let malformed = element.instead_of("an APDU of ROSE or ACSE");
                Err(general(GeneralProblem::UnrecognizedPdu)(malformed))
            }
        }
    }

    /// The octets, as DER would have them.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        match self {
            Self::Invoke(invoke) => invoke.encode(&mut out),
            Self::ReturnResult(result) => result.encode(&mut out),
            Self::ReturnError(error) => error.encode(&mut out),
            Self::Reject(reject) => reject.encode(&mut out),
            Self::Aarq(aarq) => aarq.encode(&mut out),
            Self::Aare(aare) => aare.encode(&mut out),
            Self::Rlrq(rlrq) => rlrq.encode(&mut out),
            Self::Rlre(rlre) => rlre.encode(&mut out),
            Self::Abrt(abrt) => abrt.encode(&mut out),
        }
        out.finish()
    }

    /// The message in the JSON Encoding Rules (X.697), under names of its kind and operation.
    ///
    /// ```
    /// let octets = [0xA4, 0x06, 0x02, 0x01, 0x09, 0x81, 0x01, 0x01];
    /// let reject = csta::Apdu::decode(&octets)?;
    /// assert_eq!(reject.to_json().to_string(), r#"{"kind":"reject","invokeId":9,"problem":{"invoke":1}}"#);
    /// # Ok::<(), csta::Error>(())
    /// ```
    pub fn to_json(&self) -> Value {
        let mut object = Object::new();
        object.insert("kind", self.kind().into());
        match self {
            Self::Invoke(invoke) => invoke.put_into(&mut object),
            Self::ReturnResult(result) => result.put_into(&mut object),
            Self::ReturnError(error) => error.put_into(&mut object),
            Self::Reject(reject) => reject.put_into(&mut object),
            Self::Aarq(aarq) => object.put("value", aarq),
            Self::Aare(aare) => object.put("value", aare),
            Self::Rlrq(rlrq) => object.put("value", rlrq),
            Self::Rlre(rlre) => object.put("value", rlre),
            Self::Abrt(abrt) => object.put("value", abrt),
        }
        if self.has_unknown_operation() {
            object.insert("unknownOperation", Value::String(ber::hex(&self.encode())));
        }
        object.finish()
    }

    fn has_unknown_operation(&self) -> bool {
        match self {
            Self::Invoke(invoke) => invoke.argument.operation().is_none(),
            Self::ReturnResult(result) => {
                result.result.as_ref().is_some_and(|result| result.operation().is_none())
            }
            _ => false,
        }
    }

    /// Name of the component, as ROSE or ACSE have it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invoke(_) => "invoke",
            Self::ReturnResult(_) => "returnResult",
            Self::ReturnError(_) => "returnError",
            Self::Reject(_) => "reject",
            Self::Aarq(_) => "aarq",
            Self::Aare(_) => "aare",
            Self::Rlrq(_) => "rlrq",
            Self::Rlre(_) => "rlre",
            Self::Abrt(_) => "abrt",
        }
    }
}

/// Reads a component that nothing answers.
fn final_component<T>(element: &Element<'_>, decode: fn(&Element<'_>) -> ber::Result<T>) -> Result<T, Error> {
    decode(element).map_err(Error::unanswerable)
}
