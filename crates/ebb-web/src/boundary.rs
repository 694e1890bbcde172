//! What the worker calls. Everything crosses as bytes: the worker asks for [`room`], writes there, and calls; what
//! comes back stands at [`head_at`] and [`body_at`] until the next call.
//!
//! A panic ends the module. The worker then starts it anew and calls [`fault`], so that the page can tell it.

// To name a function for the outside counts as unsafe, since two functions could take one name. Nothing else here is.
#![allow(unsafe_code)]

use std::sync::{Mutex, MutexGuard, PoisonError};

use ebb_page::page::MAX_UPLOAD;
use ebb_page::visit::Upload;

use crate::session::{Answer, Session};
use crate::wire::{Request, head};

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static NAME: Mutex<String> = Mutex::new(String::new());
static HEAD: Mutex<String> = Mutex::new(String::new());
static BODY: Mutex<String> = Mutex::new(String::new());
static SESSION: Mutex<Option<Session>> = Mutex::new(None);

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn input() -> Vec<u8> {
    std::mem::take(&mut *held(&INPUT))
}

/// What a call came to, as a number that the worker can look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Done {
    /// It could not be done: what was built in is damaged, or what was handed over is no request.
    No = 0,
    /// It was done.
    Yes = 1,
}

fn respond(answer: impl FnOnce(&mut Session) -> Option<Answer>) -> Done {
    let mut session = held(&SESSION);
    let Some(answer) = session.as_mut().and_then(answer) else { return Done::No };
    *held(&HEAD) = head(&answer);
    *held(&BODY) = answer.body;
    Done::Yes
}

/// Begins with nothing.
#[unsafe(no_mangle)]
pub extern "C" fn start() -> Done {
    let session = ebb_content::catalog().ok().map(Session::new);
    let done = if session.is_some() { Done::Yes } else { Done::No };
    *held(&SESSION) = session;
    done
}

/// Returns how many bytes of files may be handed over at once.
#[unsafe(no_mangle)]
pub extern "C" fn max_upload() -> usize {
    MAX_UPLOAD
}

/// Makes room for so many bytes, and returns where the worker writes them.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    let mut input = held(&INPUT);
    *input = vec![0; bytes];
    input.as_mut_ptr()
}

/// Takes what was written as the name of the next file.
#[unsafe(no_mangle)]
pub extern "C" fn name() {
    *held(&NAME) = String::from_utf8_lossy(&input()).into_owned();
}

/// Takes what was written as the content of a file.
#[unsafe(no_mangle)]
pub extern "C" fn file() -> Done {
    let (name, bytes) = (std::mem::take(&mut *held(&NAME)), input());
    let mut session = held(&SESSION);
    let Some(session) = session.as_mut() else { return Done::No };
    session.hand(Upload { name, bytes });
    Done::Yes
}

/// Takes what was written as a request, and answers it.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> Done {
    let request = Request::read(&input());
    respond(|session| Some(session.answer(request?)))
}

/// Does the work that was begun.
#[unsafe(no_mangle)]
pub extern "C" fn work() -> Done {
    respond(|session| Some(session.work()))
}

/// Tells that the module had to be started anew.
#[unsafe(no_mangle)]
pub extern "C" fn fault() -> Done {
    respond(|session| Some(session.fault()))
}

/// Returns where the head of the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn head_at() -> *const u8 {
    held(&HEAD).as_ptr()
}

/// Returns how many bytes the head has.
#[unsafe(no_mangle)]
pub extern "C" fn head_bytes() -> usize {
    held(&HEAD).len()
}

/// Returns where the body of the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn body_at() -> *const u8 {
    held(&BODY).as_ptr()
}

/// Returns how many bytes the body has.
#[unsafe(no_mangle)]
pub extern "C" fn body_bytes() -> usize {
    held(&BODY).len()
}
