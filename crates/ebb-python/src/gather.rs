//! Many conversations out of one stream of Arrow, judged by times alone: one row for each.
//!
//! Of every message 32 bytes are kept: when, who, what, and how many words it has. Words themselves are counted as they
//! pass and kept nowhere. What comes out depends on the rows and on nothing else: neither their order, nor how they are
//! divided into batches, nor the number of threads. So messages of the same second stand in a fixed order: by the column
//! `message`, if there is one, then by name.
//!
//! Columns: the conversation, a time, `sender`; and if they are there `me` (ego's name), `format`, `kind`, `message`,
//! `words` with `asks`, or `text`.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, BooleanArray, Int64Array, LargeStringArray, RecordBatch, RecordBatchReader};
use arrow_cast::cast;
use arrow_schema::DataType;
use ebb::measure::count_words;
use ebb::message::{MessageKind, MessageText};
use ebb_case::Tools;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::failure::Failure;
use crate::given::{JudgeGiven, unknown};
use crate::row::{self, Judging, Row};
use crate::table::{kind_named, strings, whole_seconds};

/// Messages of finished conversations that wait to be judged together, so that every thread has work.
const MOST_WAITING: usize = 1 << 18;

/// What is kept of one message, in the order in which messages of one conversation are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Seconds since 1970, on the clock of the table.
    pub(crate) second: i64,
    /// The number of the message, where a column has it.
    pub(crate) number: i64,
    /// Place in the names of senders; `None` for a line of the app.
    pub(crate) sender: Option<u16>,
    pub(crate) kind: MessageKind,
    pub(crate) words: u16,
    pub(crate) asks: bool,
}

/// One conversation.
#[derive(Debug, Default)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    /// Ego's name, where a column has it.
    pub(crate) me: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) senders: Vec<String>,
    pub(crate) messages: Vec<Seen>,
    /// Rows without a time, a known kind or a sender that can be counted.
    pub(crate) skipped: usize,
    /// Whether two rows name different people as ego, or different formats.
    pub(crate) is_at_odds: bool,
}

/// The columns of one batch.
struct Columns {
    conversation: LargeStringArray,
    time: Int64Array,
    sender: LargeStringArray,
    me: Option<LargeStringArray>,
    format: Option<LargeStringArray>,
    kind: Option<LargeStringArray>,
    number: Option<Int64Array>,
    words: Option<Int64Array>,
    asks: Option<BooleanArray>,
    text: Option<LargeStringArray>,
}

/// Returns which column holds the times of a table, and whether they are instants.
fn time_column(batch: &RecordBatch, given: &JudgeGiven) -> Result<(Int64Array, bool), Failure> {
    let named: Vec<&str> =
        given.time.as_deref().map_or_else(|| vec!["at", "local", "time"], |name| vec![name]);
    let column = named.iter().find_map(|name| batch.column_by_name(name));
    let column = column.ok_or_else(|| {
        Failure::table("there is no column of times", "Name it at, local or time, or say which with time=.")
    })?;
    whole_seconds(column)
}

impl Columns {
    fn of(batch: &RecordBatch, given: &JudgeGiven) -> Result<(Self, bool), Failure> {
        let column = |name: &str| batch.column_by_name(name);
        let needed = |name: &str| {
            column(name).ok_or_else(|| {
                Failure::table(
                    format!("there is no column {name}"),
                    "A table of conversations has conversation, sender, and a time.",
                )
            })
        };
        let texts = |name: &str| column(name).map(|column| strings(column)).transpose();
        let numbers = |name: &str| -> Result<Option<Int64Array>, Failure> {
            let cast = column(name).map(|column| cast(column, &DataType::Int64)).transpose()?;
            Ok(cast.map(|column| column.as_primitive::<Int64Type>().clone()))
        };
        let (time, is_universal) = time_column(batch, given)?;
        let asks = column("asks").map(|column| cast(column, &DataType::Boolean)).transpose()?;
        let columns = Self {
            conversation: strings(needed(&given.conversation)?)?,
            time,
            sender: strings(needed("sender")?)?,
            me: if given.me.is_none() { texts("me")? } else { None },
            format: texts("format")?,
            kind: texts("kind")?,
            number: numbers("message")?,
            words: numbers("words")?,
            asks: asks.map(|column| column.as_boolean().clone()),
            text: texts("text")?,
        };
        Ok((columns, is_universal))
    }
}

fn value(column: Option<&LargeStringArray>, row: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}

impl Conversation {
    fn named(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }

    /// Returns how many rows came in.
    pub(crate) fn rows(&self) -> usize {
        self.messages.len() + self.skipped
    }

    fn add(&mut self, columns: &Columns, row: usize) {
        self.agree(value(columns.me.as_ref(), row), value(columns.format.as_ref(), row));
        let seen = columns.time.is_valid(row).then(|| self.seen(columns, row)).flatten();
        match seen {
            Some(seen) => self.messages.push(seen),
            None => self.skipped += 1,
        }
    }

    /// Takes note of who is ego and of the format, which are the same in every row that says so.
    fn agree(&mut self, me: Option<&str>, format: Option<&str>) {
        for (known, told) in [(&mut self.me, me), (&mut self.format, format)] {
            match (known.as_deref(), told) {
                (_, None) => {}
                (None, Some(told)) => *known = Some(told.to_owned()),
                (Some(known), Some(told)) => self.is_at_odds |= known != told,
            }
        }
    }

    fn seen(&mut self, columns: &Columns, row: usize) -> Option<Seen> {
        let sender = match value(Some(&columns.sender), row) {
            None => None,
            Some(name) => Some(self.sender(name)?),
        };
        let kind = match value(columns.kind.as_ref(), row) {
            None => MessageKind::Text,
            Some(name) => kind_named(name)?,
        };
        let kind = if sender.is_none() { MessageKind::System } else { kind };
        let counted = columns.words.as_ref().filter(|words| words.is_valid(row));
        let (words, asks) = match (counted, value(columns.text.as_ref(), row)) {
            (Some(words), _) => {
                let asks = columns.asks.as_ref().is_some_and(|asks| asks.is_valid(row) && asks.value(row));
                (u16::try_from(words.value(row).max(1)).unwrap_or(u16::MAX), asks)
            }
            (None, Some(text)) => {
                let counted = count_words(MessageText::new(text));
                (counted.count, counted.asks)
            }
            (None, None) => (1, false),
        };
        let number = columns.number.as_ref().filter(|number| number.is_valid(row));
        let number = number.map_or(0, |number| number.value(row));
        Some(Seen { second: columns.time.value(row), number, sender, kind, words, asks })
    }

    /// Returns the place of a name; `None` where there are more than can be counted.
    fn sender(&mut self, name: &str) -> Option<u16> {
        let known = self.senders.iter().position(|known| known == name);
        let place = known.unwrap_or_else(|| {
            self.senders.push(name.to_owned());
            self.senders.len() - 1
        });
        u16::try_from(place).ok()
    }

    /// Puts names and messages in the one order that does not depend on that of the rows.
    pub(crate) fn in_order(mut self) -> Self {
        let mut order: Vec<usize> = (0..self.senders.len()).collect();
        order.sort_by(|a, b| self.senders[*a].cmp(&self.senders[*b]));
        let mut places = vec![0_u16; order.len()];
        for (place, &before) in order.iter().enumerate() {
            places[before] = u16::try_from(place).unwrap_or(u16::MAX);
        }
        for message in &mut self.messages {
            message.sender = message.sender.and_then(|sender| places.get(usize::from(sender)).copied());
        }
        self.messages.sort_unstable();
        self.senders.sort();
        self
    }
}

/// Conversations that are being read, and rows of those that were judged.
struct Judge<'a> {
    given: &'a JudgeGiven,
    judging: Judging<'a>,
    threads: rayon::ThreadPool,
    rows: Vec<Row>,
}

impl Judge<'_> {
    fn judge(&mut self, conversations: Vec<Conversation>) {
        let judging = &self.judging;
        let rows = self.threads.install(|| {
            let judged = conversations.into_par_iter().map(|conversation| judging.row(conversation));
            judged.collect::<Vec<_>>()
        });
        self.rows.extend(rows);
    }

    /// Gathers rows in any order: every conversation is in memory before the first is judged.
    fn any_order(&mut self, batches: impl Iterator<Item = Result<Columns, Failure>>) -> Result<(), Failure> {
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut found: Vec<Conversation> = Vec::new();
        for columns in batches {
            let columns = columns?;
            let mut last: Option<usize> = None;
            for row in 0..columns.conversation.len() {
                let id = id(&columns, row)?;
                let place = match last.filter(|&place| found[place].id == id) {
                    Some(place) => place,
                    None => *places.entry(id.to_owned()).or_insert_with(|| {
                        found.push(Conversation::named(id));
                        found.len() - 1
                    }),
                };
                found[place].add(&columns, row);
                last = Some(place);
            }
        }
        drop(places);
        self.judge(found);
        Ok(())
    }

    /// Gathers rows of which those of one conversation stand together: memory holds a few conversations at a time.
    fn contiguous(&mut self, batches: impl Iterator<Item = Result<Columns, Failure>>) -> Result<(), Failure> {
        let mut ended: FxHashSet<String> = FxHashSet::default();
        let mut waiting: Vec<Conversation> = Vec::new();
        let mut messages = 0;
        for columns in batches {
            let columns = columns?;
            for row in 0..columns.conversation.len() {
                let id = id(&columns, row)?;
                if waiting.last().is_none_or(|last| last.id != id) {
                    if !ended.insert(id.to_owned()) {
                        return Err(Failure::table(
                            "a conversation goes on after another one",
                            "Sort the rows by conversation, or say order=\"any\".",
                        ));
                    }
                    if messages >= MOST_WAITING {
                        self.judge(std::mem::take(&mut waiting));
                        messages = 0;
                    }
                    waiting.push(Conversation::named(id));
                }
                if let Some(last) = waiting.last_mut() {
                    last.add(&columns, row);
                }
                messages += 1;
            }
        }
        self.judge(waiting);
        Ok(())
    }
}

fn id(columns: &Columns, row: usize) -> Result<&str, Failure> {
    value(Some(&columns.conversation), row)
        .ok_or_else(|| Failure::table("a row is of no conversation", "Take rows without one out first."))
}

/// Returns one row for each conversation, by their names.
pub(crate) fn judge(
    mut reader: Box<dyn RecordBatchReader + Send>,
    given: &JudgeGiven,
    tools: &Tools,
) -> Result<RecordBatch, Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(given.threads).build();
    let threads = threads.map_err(|_| Failure::OurFault)?;
    // Whether times are instants is a matter of the type of the column, and so of the table.
    let first = reader.next().transpose()?;
    let Some(first) = first else { return row::batch(Vec::new()) };
    let (_, is_universal) = Columns::of(&first.slice(0, 0), given)?;
    let judging =
        Judging { tools, me: given.me.as_deref(), is_universal, zone: given.zone()?, now: given.now()? };
    let mut judge = Judge { given, judging, threads, rows: Vec::new() };
    let batches = std::iter::once(Ok(first)).chain(reader).map(|batch| Ok(Columns::of(&batch?, given)?.0));
    match judge.given.order.as_str() {
        "any" => judge.any_order(batches)?,
        "contiguous" => judge.contiguous(batches)?,
        other => return Err(unknown("order", other, "any, contiguous")),
    }
    row::batch(judge.rows)
}
