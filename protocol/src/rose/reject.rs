use serde_json::Value;

use super::{InvokeId, REJECT, next, next_element};
use crate::ber::{Asn1, Element, Object, Result, Tag, Writer, named_integer};

/// The other side could not make sense of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Of the component that is rejected, if it could be read.
    pub invoke_id: Option<InvokeId>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a component, by the kind it is of.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// Any.
    #[asn1(implicit = 0)]
    General(GeneralProblem),
    /// An invoke.
    #[asn1(implicit = 1)]
    Invoke(InvokeProblem),
    /// A result.
    #[asn1(implicit = 2)]
    ReturnResult(ReturnResultProblem),
    /// An error.
    #[asn1(implicit = 3)]
    ReturnError(ReturnErrorProblem),
}

named_integer! {
    /// The component cannot be read at all.
    pub enum GeneralProblem {
        /// It is of no kind X.880 has.
        UnrecognizedPdu = 0,
        /// It does not have the structure of its kind.
        MistypedPdu = 1,
        /// It breaks the encoding rules.
        BadlyStructuredPdu = 2,
    }
}

named_integer! {
    /// An invoke is refused.
    pub enum InvokeProblem {
        /// The invoke's number is in use.
        DuplicateInvocation = 0,
        /// There is no such operation here.
        UnrecognizedOperation = 1,
        /// The argument is not of the operation's type.
        MistypedArgument = 2,
        /// Not now: no resource is left.
        ResourceLimitation = 3,
        /// The association is about to be released.
        ReleaseInProgress = 4,
        /// The invoke it is linked to is not known.
        UnrecognizedLinkedId = 5,
        /// The operation it is linked to has no linked operations.
        LinkedResponseUnexpected = 6,
        /// The operation it is linked to has not this linked operation.
        UnexpectedLinkedOperation = 7,
    }
}

named_integer! {
    /// A result is refused.
    pub enum ReturnResultProblem {
        /// No invoke has the number.
        UnrecognizedInvocation = 0,
        /// The operation has no result.
        ResultResponseUnexpected = 1,
        /// The result is not of the operation's type.
        MistypedResult = 2,
    }
}

named_integer! {
    /// An error is refused.
    pub enum ReturnErrorProblem {
        /// No invoke has the number.
        UnrecognizedInvocation = 0,
        /// The operation has no errors.
        ErrorResponseUnexpected = 1,
        /// There is no such error.
        UnrecognizedError = 2,
        /// The operation has not this error.
        UnexpectedError = 3,
        /// The parameter is not of the error's type.
        MistypedParameter = 4,
    }
}

impl Reject {
    pub(crate) fn decode(element: &Element<'_>) -> Result<Self> {
        let mut inside = element.open("Reject")?;
        let invoke_id = next_element(&mut inside, "invokeId")?;
        let invoke_id = if invoke_id.tag() == Tag::NULL {
            None
        } else if invoke_id.tag() == Tag::INTEGER {
            Some(InvokeId::decode(&invoke_id)?)
        } else {
            return Err(invoke_id.instead_of("invokeId"));
        };
        let problem = next(&mut inside, "problem")?;
        inside.end()?;
        Ok(Self { invoke_id, problem })
    }

    pub(crate) fn encode(&self, out: &mut Writer) {
        let mark = out.mark();
        self.problem.encode(out);
        match self.invoke_id {
            Some(invoke_id) => invoke_id.encode(out),
            None => ().encode(out),
        }
        out.header(REJECT, true, mark);
    }

    pub(crate) fn put_into(&self, object: &mut Object) {
        object.insert("invokeId", self.invoke_id.map_or(Value::Null, |invoke_id| invoke_id.to_jer()));
        object.put("problem", &self.problem);
    }
}
