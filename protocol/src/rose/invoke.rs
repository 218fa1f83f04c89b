use super::{Code, GeneralProblem, INVOKE, InvokeId, InvokeProblem, Problem, Reject, next, next_element};
use crate::Error;
use crate::ber::{Asn1, Element, Malformed, Object, Reader, Result, Writer};
use crate::service::Argument;

/// Asks for an operation, or reports something by way of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoke {
    /// Number of the invoke.
    pub invoke_id: InvokeId,
    /// The invoke this one belongs to; CSTA has no such operation.
    pub linked_id: Option<LinkedId>,
    /// The operation and its argument.
    pub argument: Argument,
}

/// The invoke another belongs to.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkedId {
    /// Its number.
    #[asn1(implicit = 0)]
    Present(InvokeId),
    /// It has none.
    #[asn1(implicit = 1)]
    Absent,
}

impl Invoke {
    /// An invoke of the argument's operation.
    pub fn new(invoke_id: InvokeId, argument: impl Into<Argument>) -> Self {
        Self { invoke_id, linked_id: None, argument: argument.into() }
    }

    pub(crate) fn decode(element: &Element<'_>) -> std::result::Result<Self, Error> {
        let mistyped = |invoke_id| {
            let problem = Problem::General(GeneralProblem::MistypedPdu);
            move |malformed| Error::answered_by(malformed, Reject { invoke_id, problem })
        };
        let mut inside = element.open("Invoke").map_err(mistyped(None))?;
        let invoke_id: InvokeId = next(&mut inside, "invokeId").map_err(mistyped(None))?;
        let (linked_id, opcode) = linked_id_and_opcode(&mut inside).map_err(mistyped(Some(invoke_id)))?;
        let argument = argument(opcode, inside).map_err(|malformed| {
            let problem = Problem::Invoke(InvokeProblem::MistypedArgument);
            Error::answered_by(malformed, Reject { invoke_id: Some(invoke_id), problem })
        })?;
        Ok(Self { invoke_id, linked_id, argument })
    }

    pub(crate) fn encode(&self, out: &mut Writer) {
        let mark = out.mark();
        self.argument.encode(out);
        self.argument.opcode().encode(out);
        if let Some(linked_id) = &self.linked_id {
            linked_id.encode(out);
        }
        self.invoke_id.encode(out);
        out.header(INVOKE, true, mark);
    }

    pub(crate) fn put_into(&self, object: &mut Object) {
        object.put("invokeId", &self.invoke_id);
        object.put_optional("linkedId", self.linked_id.as_ref());
        object.insert("opcode", self.argument.opcode().to_json());
        if let Some(operation) = self.argument.operation() {
            object.insert("operation", operation.name().into());
            object.insert("argument", self.argument.to_jer());
        }
    }
}

fn linked_id_and_opcode(inside: &mut Reader<'_>) -> Result<(Option<LinkedId>, Code)> {
    let mut element = next_element(inside, "opcode")?;
    let mut linked_id = None;
    if LinkedId::accepts(element.tag()) {
        linked_id = Some(LinkedId::decode(&element)?);
        element = next_element(inside, "opcode")?;
    }
    if Code::accepts(element.tag()) {
        Ok((linked_id, Code::decode(&element)?))
    } else {
        Err(element.instead_of("opcode"))
    }
}

fn argument(opcode: Code, mut inside: Reader<'_>) -> Result<Argument> {
    let Some(operation) = opcode.operation() else {
        return Ok(Argument::Unknown { opcode, raw: inside.rest().into() });
    };
    let within = |malformed: Malformed| malformed.within(operation.name());
    let element = next_element(&mut inside, "argument").map_err(within)?;
    let argument = Argument::decode(operation, &element).map_err(|fault| within(fault.within("argument")))?;
    inside.end()?;
    Ok(argument)
}
