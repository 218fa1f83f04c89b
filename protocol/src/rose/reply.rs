use super::{
    Code, GeneralProblem, InvokeId, Problem, RETURN_ERROR, RETURN_RESULT, Reject, ReturnErrorProblem,
    ReturnResultProblem, next, next_element,
};
use crate::Error;
use crate::ber::{Asn1, Element, Malformed, Object, Octets, Reader, Result, Tag, Writer};
use crate::service::{Operation, ServiceResult};
use crate::types::UniversalFailure;

/// An operation has succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnResult {
    /// Of the invoke this answers.
    pub invoke_id: InvokeId,
    /// The result. X.880 lets a sender leave it out; CSTA's empty results are NULLs all the same.
    pub result: Option<ServiceResult>,
}

/// An operation has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnError {
    /// Of the invoke this answers.
    pub invoke_id: InvokeId,
    /// The error; CSTA has one alone, [`ReturnError::UNIVERSAL_FAILURE`].
    pub errcode: Code,
    /// Why.
    pub parameter: Option<ErrorParameter>,
}

/// Why an operation has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorParameter {
    /// CSTA's own.
    UniversalFailure(UniversalFailure),
    /// Of an error that is not CSTA's: all octets after the code.
    Unknown(Octets),
}

impl ReturnResult {
    /// A result that answers `invoke_id`.
    pub fn new(invoke_id: InvokeId, result: impl Into<ServiceResult>) -> Self {
        Self { invoke_id, result: Some(result.into()) }
    }

    /// An empty result that answers `invoke_id`.
    pub fn empty(invoke_id: InvokeId, operation: Operation) -> Self {
        Self::new(invoke_id, ServiceResult::Empty { operation, extensions: None })
    }

    pub(crate) fn decode(element: &Element<'_>) -> std::result::Result<Self, Error> {
        let (invoke_id, inside) = open(element, "ReturnResult")?;
        let result = result(inside).map_err(|malformed| {
            let problem = Problem::ReturnResult(ReturnResultProblem::MistypedResult);
            Error::answered_by(malformed, Reject { invoke_id: Some(invoke_id), problem })
        })?;
        Ok(Self { invoke_id, result })
    }

    pub(crate) fn encode(&self, out: &mut Writer) {
        let mark = out.mark();
        if let Some(result) = &self.result {
            let inner = out.mark();
            result.encode(out);
            result.opcode().encode(out);
            out.header(Tag::SEQUENCE, true, inner);
        }
        self.invoke_id.encode(out);
        out.header(RETURN_RESULT, true, mark);
    }

    pub(crate) fn put_into(&self, object: &mut Object) {
        object.put("invokeId", &self.invoke_id);
        let Some(result) = &self.result else { return };
        object.insert("opcode", result.opcode().to_json());
        if let Some(operation) = result.operation() {
            object.insert("operation", operation.name().into());
            object.insert("result", result.to_jer());
        }
    }
}

impl ReturnError {
    /// The error code of [`UniversalFailure`].
    pub const UNIVERSAL_FAILURE: Code = Code::Local(1);

    /// A failure that answers `invoke_id`.
    pub fn new(invoke_id: InvokeId, failure: UniversalFailure) -> Self {
        let parameter = Some(ErrorParameter::UniversalFailure(failure));
        Self { invoke_id, errcode: Self::UNIVERSAL_FAILURE, parameter }
    }

    /// The failure, unless it is missing or of another standard.
    pub fn failure(&self) -> Option<&UniversalFailure> {
        match &self.parameter {
            Some(ErrorParameter::UniversalFailure(failure)) => Some(failure),
            Some(ErrorParameter::Unknown(_)) | None => None,
        }
    }

    pub(crate) fn decode(element: &Element<'_>) -> std::result::Result<Self, Error> {
        let (invoke_id, inside) = open(element, "ReturnError")?;
        let (errcode, parameter) = error(inside).map_err(|malformed| {
            let problem = Problem::ReturnError(ReturnErrorProblem::MistypedParameter);
            Error::answered_by(malformed, Reject { invoke_id: Some(invoke_id), problem })
        })?;
        Ok(Self { invoke_id, errcode, parameter })
    }

    pub(crate) fn encode(&self, out: &mut Writer) {
        let mark = out.mark();
        match &self.parameter {
            Some(ErrorParameter::UniversalFailure(failure)) => failure.encode(out),
            Some(ErrorParameter::Unknown(raw)) => out.octets(raw.as_bytes()),
            None => {}
        }
        self.errcode.encode(out);
        self.invoke_id.encode(out);
        out.header(RETURN_ERROR, true, mark);
    }

    pub(crate) fn put_into(&self, object: &mut Object) {
        object.put("invokeId", &self.invoke_id);
        object.insert("errcode", self.errcode.to_json());
        match &self.parameter {
            Some(ErrorParameter::UniversalFailure(failure)) => object.put("parameter", failure),
            Some(ErrorParameter::Unknown(raw)) => object.put("unknownParameter", raw),
            None => {}
        }
    }
}

/// Opens a reply as far as the number of the invoke it answers.
fn open<'a>(element: &Element<'a>, name: &'static str) -> std::result::Result<(InvokeId, Reader<'a>), Error> {
    let mistyped = |malformed| {
        let problem = Problem::General(GeneralProblem::MistypedPdu);
        Error::answered_by(malformed, Reject { invoke_id: None, problem })
    };
    let mut inside = element.open(name).map_err(mistyped)?;
    let invoke_id = next(&mut inside, "invokeId").map_err(mistyped)?;
    Ok((invoke_id, inside))
}

fn result(mut inside: Reader<'_>) -> Result<Option<ServiceResult>> {
    if inside.is_empty() {
        return Ok(None);
    }
    let sequence = next_element(&mut inside, "result")?;
    if sequence.tag() != Tag::SEQUENCE {
        return Err(sequence.instead_of("result"));
    }
    inside.end()?;
    let mut inside = sequence.open("result")?;
    let opcode: Code = next(&mut inside, "opcode")?;
    let raw = inside.rest();
    if let Some(operation) = opcode.operation() {
        let within = |malformed: Malformed| malformed.within(operation.name());
        let element = next_element(&mut inside, "result").map_err(within)?;
        let result =
            ServiceResult::decode(operation, &element).map_err(|fault| within(fault.within("result")))?;
        if result.is_some() {
            inside.end()?;
            return Ok(result);
        }
    }
    Ok(Some(ServiceResult::Unknown { opcode, raw: raw.into() }))
}

fn error(mut inside: Reader<'_>) -> Result<(Code, Option<ErrorParameter>)> {
    let errcode = next(&mut inside, "errcode")?;
    if inside.is_empty() {
        return Ok((errcode, None));
    }
    if errcode != ReturnError::UNIVERSAL_FAILURE {
        return Ok((errcode, Some(ErrorParameter::Unknown(inside.rest().into()))));
    }
    let failure = next(&mut inside, "parameter")?;
    inside.end()?;
    Ok((errcode, Some(ErrorParameter::UniversalFailure(failure))))
}
