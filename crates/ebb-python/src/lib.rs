//! ebb for Python and for engines that speak Arrow: the compiled part of the package `ebbtide`.
//!
//! `table` turns what was read into Arrow and back, `report` answers for one chat, as `ebb analyze` does, and
//! `gather` with `row` answers for many: conversations out of one stream of Arrow, one row for each. Each answer
//! comes from `ebb-case`. Types for people, defaults and documentation of the functions stand in `python/ebbtide`.
//!
//! Left to Python: which engine holds the data, how they are divided, and whether all of them came back.

#![expect(clippy::needless_pass_by_value, reason = "what comes from Python is handed over whole")]

mod failure;
mod gather;
mod given;
mod invented;
mod report;
mod row;
mod sources;
mod table;

use std::path::PathBuf;
use std::sync::OnceLock;

use arrow_array::RecordBatch;
use ebb_case::{Read, Tools};
use ebb_import::{ReadSettings, Source};
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};

use crate::failure::Failure;
use crate::given::{Given, JudgeGiven};
use crate::table::Held;

/// Returns the content, read once in a process.
fn tools() -> Result<&'static Tools, Failure> {
    static TOOLS: OnceLock<Option<Tools>> = OnceLock::new();
    TOOLS.get_or_init(|| Tools::load().ok()).as_ref().ok_or(Failure::OurFault)
}

/// Reads of every file the conversation that is meant, one after the other.
fn read_all(paths: Vec<PathBuf>, given: &Given) -> Result<Read, Failure> {
    let named = [&given.them[..], &given.them_also].concat();
    let conversation = if given.conversation.is_empty() { named } else { given.conversation.clone() };
    let settings =
        ReadSettings { date_order: given.date_order()?, conversation, ..ReadSettings::automatic() };
    let mut imports = Vec::new();
    for path in paths {
        imports.extend(ebb_case::read(vec![Source::open(path)?], &settings)?.imports);
    }
    Ok(Read { imports })
}

fn as_table(batch: RecordBatch) -> PyResult<PyTable> {
    let schema = batch.schema();
    PyTable::try_new(vec![batch], schema)
}

/// Reads files into one table of messages.
#[pyfunction]
fn read(py: Python<'_>, paths: Vec<PathBuf>, given: Given) -> PyResult<PyTable> {
    let batch = py.detach(|| {
        let read = read_all(paths, &given)?;
        table::of(&read, given.zone()?.as_ref())
    })?;
    as_table(batch)
}

/// Answers for one chat, given as files.
#[pyfunction]
fn analyze_files(py: Python<'_>, paths: Vec<PathBuf>, given: Given) -> PyResult<String> {
    Ok(py.detach(|| {
        let held = Held { read: read_all(paths, &given)?, zone: None, notices: Vec::new() };
        report::report(held, given.zone()?, &given, tools()?)
    })?)
}

/// Answers for one chat, given as a table of messages.
#[pyfunction]
fn analyze_table(py: Python<'_>, messages: PyRecordBatchReader, given: Given) -> PyResult<String> {
    let reader = messages.into_reader()?;
    Ok(py.detach(|| report::report(table::read(reader)?, given.zone()?, &given, tools()?))?)
}

/// Answers for every conversation of a table, by times alone.
#[pyfunction]
fn judge(py: Python<'_>, messages: PyRecordBatchReader, given: JudgeGiven) -> PyResult<PyTable> {
    let reader = messages.into_reader()?;
    let batch = py.detach(|| gather::judge(reader, &given, tools()?))?;
    as_table(batch)
}

/// Invents conversations whose truth is known: their messages, and one row of truth for each.
#[pyfunction]
fn synth(py: Python<'_>, given: invented::SynthGiven) -> PyResult<(PyTable, PyTable)> {
    let (messages, truths) = py.detach(|| invented::synth(&given))?;
    Ok((as_table(messages)?, as_table(truths)?))
}

#[pymodule]
fn _ebbtide(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<PyTable>()?;
    module.add_function(wrap_pyfunction!(read, module)?)?;
    module.add_function(wrap_pyfunction!(analyze_files, module)?)?;
    module.add_function(wrap_pyfunction!(analyze_table, module)?)?;
    module.add_function(wrap_pyfunction!(judge, module)?)?;
    module.add_function(wrap_pyfunction!(synth, module)?)
}
