//! Why there is no answer, and how Python is told: as `ebbtide.EbbError` with what to do.

use arrow_schema::ArrowError;
use ebb::dyad::PairError;
use ebb_case::{CaseError, NowError, ToolsError};
use ebb_import::ImportError;
use pyo3::prelude::*;

/// A way to fail. None holds the text of a message.
#[derive(Debug)]
pub(crate) enum Failure {
    /// As a case fails: a file, who is who, what time it is, an answer.
    Case(CaseError),
    /// Something that was given is none of what it can be.
    Given { what: String, hint: String },
    /// The table is not one of messages.
    Table { what: String, hint: String },
    /// A fault of the build.
    OurFault,
}

impl Failure {
    pub(crate) fn given(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Given { what: what.into(), hint: hint.into() }
    }

    pub(crate) fn table(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Table { what: what.into(), hint: hint.into() }
    }

    /// Returns what is wrong, what to do, and which kind of fault it is.
    fn told(&self) -> (String, String, &'static str) {
        match self {
            Self::Case(error) => {
                let kind = match error {
                    CaseError::Read(_) => "read",
                    CaseError::Pair(_) => "pair",
                    CaseError::Now(_) | CaseError::NoSuchAnswer { .. } => "given",
                    CaseError::Tools(_) => "ours",
                };
                (error.to_string(), error.hint(), kind)
            }
            Self::Given { what, hint } => (what.clone(), hint.clone(), "given"),
            Self::Table { what, hint } => (what.clone(), hint.clone(), "table"),
            Self::OurFault => (
                "ebb cannot go on".to_owned(),
                "This is a fault of ours: please report it.".to_owned(),
                "ours",
            ),
        }
    }
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        Self::Case(error)
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::Case(error.into())
    }
}

impl From<PairError> for Failure {
    fn from(error: PairError) -> Self {
        Self::Case(error.into())
    }
}

impl From<NowError> for Failure {
    fn from(error: NowError) -> Self {
        Self::Case(error.into())
    }
}

impl From<ToolsError> for Failure {
    fn from(error: ToolsError) -> Self {
        Self::Case(error.into())
    }
}

/// Arrow names columns and types in its errors. It may also show a value that it cannot turn into another type, so its
/// own words are left out.
impl From<ArrowError> for Failure {
    fn from(_: ArrowError) -> Self {
        Self::table(
            "a column cannot be read",
            "See the documentation of ebbtide.read for the types of columns.",
        )
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        let (what, hint, kind) = failure.told();
        Python::attach(|py| {
            let raised = py
                .import("ebbtide._errors")
                .and_then(|module| module.getattr("EbbError"))
                .and_then(|class| class.call1((what, hint, kind)));
            match raised {
                Ok(error) => PyErr::from_value(error),
                Err(error) => error,
            }
        })
    }
}
