//! Takes from the running program what it does not need, before it looks at anything of the user's.
//!
//! [`enter`] gives up for good: to open a connection, to open a file for writing, to read a file that was not named, to start
//! a program, to look into another one. A hostile file that took over the program would find itself with nothing but an
//! answer to give. [`keep_private`] closes the memory to other programs of the same user and to dumps.
//!
//! Linux alone has both means that are used: Landlock for files and ports, seccomp for calls. Elsewhere [`enter`] does
//! nothing and says so. Nothing here can fail: where a means is missing the program goes on with what it has.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod files;

use std::path::Path;

/// What a run still needs once it is confined.
#[derive(Debug, Clone, Copy)]
pub struct Needs<'a> {
    /// Files and folders that are read.
    pub reads: &'a [&'a Path],
    /// Folder in which a file that was begun takes its place by a change of names.
    pub renames_in: Option<&'a Path>,
    /// What is left of the network.
    pub network: Network,
}

/// What is left of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Nothing.
    Nothing,
    /// A listener that is open goes on to take connections from this computer. No other can be opened.
    OpenListener,
}

/// How far a system holds what was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The kernel refuses it.
    ByKernel,
    /// This kernel knows a part of it.
    InPart,
    /// This system has no such means.
    Not,
}

/// What was given up, and how far that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confinement {
    /// Files outside of [`Needs`], and ports.
    pub files: Held,
    /// Connections, writing, starting programs, looking into others.
    pub calls: Held,
}

/// Gives up for good everything that is not in `needs`, for this thread and all that it starts.
///
/// Call it before any other thread is started.
#[must_use]
pub fn enter(needs: &Needs<'_>) -> Confinement {
    #[cfg(target_os = "linux")]
    return Confinement { files: files::confine(needs), calls: calls::confine(needs) };
    #[cfg(not(target_os = "linux"))]
    {
        let _ = needs;
        Confinement { files: Held::Not, calls: Held::Not }
    }
}

/// Closes the memory of this program: other programs of the user may not look into it, and a crash writes none of it to disk.
pub fn keep_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
