//! The transport: a listener that can only be on this computer, headers, cookies and uploads.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use ebb::catalog::Catalog;
use tokio::sync::watch;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream;

use ebb_page::page::{self, Asked, LINKED, Linked, MAX_UPLOAD, Reply, To, Unread};
use ebb_page::visit::{Stage, Task, Upload, Visit};

use crate::guard::{Claimed, Secret, cookie};
use crate::idle::Waiting;
use crate::listening;

/// Most bytes of an upload that is too large which are read and dropped, so that the browser can show why.
const MOST_DRAINED: usize = 8 << 30;
/// Most bytes of a form; a chat may be pasted into one.
const MOST_FORM: usize = 16 << 20;
/// Work that is done within this time is waited for.
const PATIENCE: Duration = Duration::from_millis(400);
/// Longest that the body of a form or an upload may take; it comes from this computer.
const MOST_BODY_TIME: Duration = Duration::from_mins(2);
/// Most fields of a form.
const MOST_FIELDS: usize = 5_000;
/// Most files of one upload.
const MOST_FILES: usize = 500;
/// Most pages at once that are told how far work has come.
const MOST_WATCHING: usize = 16;

/// A port on the loopback address. No other address can be expressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loopback {
    /// The port; 0 takes any that is free.
    pub port: u16,
}

impl Loopback {
    fn address(self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }
}

/// Whether a browser is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The default browser is opened.
    Browser,
    /// The address is told, and nothing else.
    Nothing,
}

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken or not allowed.
    #[error("port {port} is taken or not allowed: {cause}")]
    Port {
        /// The port.
        port: u16,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// The system gives no random bits, or no threads.
    #[error("the system refuses what the page needs: {0}")]
    System(String),
}

impl ServeError {
    /// Returns what the user can do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Port { .. } => "Leave out -p and ebb will pick a free one.",
            Self::System(_) => "Close other programs and try again.",
        }
    }
}

struct App {
    port: u16,
    catalog: Catalog,
    once: Mutex<Option<Secret>>,
    session: Mutex<Option<Secret>>,
    visit: Mutex<Visit>,
    stage: watch::Sender<Stage>,
    close: watch::Sender<Closing>,
    waiting: Mutex<Waiting>,
    /// Held by the one upload that is taken at a time.
    uploading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    Open,
    Asked,
}

/// A lock whose holder failed holds a value that is whole all the same: every change is made in one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves the page until it is closed there or by Ctrl-C. `announce` is given the address with its one-time token; `settle`
/// runs when the port and the browser are open, and before any thread is: what the program needs no more can be given up there.
///
/// # Errors
/// When the port is taken, or the system gives no threads or random bits.
pub fn serve(
    place: Loopback,
    opening: Opening,
    catalog: Catalog,
    announce: impl FnOnce(&str),
    settle: impl FnOnce(),
) -> Result<(), ServeError> {
    let system = |cause: String| ServeError::System(cause);
    let once = Secret::draw().map_err(|error| system(error.to_string()))?;
    let refused = |cause| ServeError::Port { port: place.port, cause };
    let listener = std::net::TcpListener::bind(place.address()).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    let port = listener.local_addr().map_err(refused)?.port();
    let address = format!("http://127.0.0.1:{port}/open?once={}", once.digits());
    announce(&address);
    if opening == Opening::Browser {
        // Where there is no browser to open, the address stands in the terminal. Who comes before the page is ready waits.
        let _ = open::that_detached(&address);
    }
    settle();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| system(error.to_string()))?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(refused)?;
        let (close, mut closing) = watch::channel(Closing::Open);
        let app = Arc::new(App {
            port,
            catalog,
            once: Mutex::new(Some(once)),
            session: Mutex::new(None),
            visit: Mutex::new(Visit::new(0)),
            stage: watch::Sender::new(Stage::Idle),
            close,
            waiting: Mutex::new(Waiting::from(Instant::now())),
            uploading: tokio::sync::Mutex::new(()),
        });
        let router =
            Router::new().fallback(handle).layer(DefaultBodyLimit::disable()).with_state(Arc::clone(&app));
        let ended = async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = closing.wait_for(|state| *state == Closing::Asked) => {
                    // The farewell page is sent before the listener goes.
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
                () = out_of_patience(&app) => {}
            }
        };
        tokio::select! {
            () = listening::take(listener, router) => {}
            () = ended => {}
        }
        Ok(())
    });
    // Work that is under way ends with the program, and nobody waits for it.
    runtime.shutdown_background();
    served
}

/// Waits until nobody has looked at the page for long enough.
async fn out_of_patience(app: &App) {
    loop {
        let remaining = locked(&app.waiting).remaining(Instant::now());
        let Some(remaining) = remaining else { return };
        tokio::time::sleep(remaining.min(Duration::from_secs(1))).await;
    }
}

/// Name of the cookie. Cookies know no ports, so two pages that are open side by side must not use the same.
fn cookie_name(app: &App) -> String {
    format!("ebb-{}", app.port)
}

async fn handle(State(app): State<Arc<App>>, request: Request) -> Response {
    let mut response = answer(&app, request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        ("cache-control", "no-store"),
        // With `no-referrer`, browsers send no origin beside forms, and the check of origins would refuse them.
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

async fn answer(app: &Arc<App>, request: Request) -> Response {
    let headers = request.headers();
    let claimed = Claimed {
        host: text(headers, "host"),
        origin: text(headers, "origin"),
        fetch_site: text(headers, "sec-fetch-site"),
    };
    let refused = |key| html(StatusCode::FORBIDDEN, page::refused(&app.catalog, key));
    if !claimed.is_addressed_here(app.port) {
        return refused("page.refused.host");
    }
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if !matches!(method, Method::GET | Method::HEAD | Method::POST) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Some(linked) = LINKED.iter().find(|linked| linked.path == path) {
        return file(linked);
    }
    match path.as_str() {
        "/away" => return html(StatusCode::OK, page::away(&app.catalog)),
        "/open" if method == Method::GET => return exchange(app, request.uri().query().unwrap_or_default()),
        _ => {}
    }
    let name = cookie_name(app);
    let given = text(headers, "cookie").and_then(|header| cookie(header, &name));
    let is_known = locked(&app.session).as_ref().zip(given).is_some_and(|(session, given)| session.is(given));
    if !is_known {
        return refused("page.refused.link");
    }
    if method != Method::POST {
        locked(&app.waiting).looked(Instant::now());
        let fields = fields(request.uri().query().unwrap_or_default().as_bytes());
        if path == "/progress" {
            return progress(app);
        }
        return respond(app, asked(page::Deed::Show, path, fields)).await;
    }
    if !claimed.is_from_here() {
        return refused("page.refused.origin");
    }
    if path == "/delete" {
        locked(&app.waiting).deleted(Instant::now());
    } else {
        locked(&app.waiting).did(Instant::now());
    }
    if path == "/add" {
        return add(app, request).await;
    }
    let body = tokio::time::timeout(MOST_BODY_TIME, to_bytes(request.into_body(), MOST_FORM)).await;
    let Ok(Ok(body)) = body else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    respond(app, asked(page::Deed::Do, path, fields(&body))).await
}

/// Puts to a request what the clock on the wall says: the one place where the page looks at it.
fn asked(deed: page::Deed, path: String, fields: Vec<(String, String)>) -> Asked {
    let zone = jiff::tz::TimeZone::system();
    Asked { deed, path, fields, now: zone.to_datetime(jiff::Timestamp::now()), zone }
}

fn fields(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded)
        .take(MOST_FIELDS)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Exchanges the one-time token for a cookie. The address with the token is left by the page itself and not by a
/// redirection: a browser that came from elsewhere would not send a strict cookie along.
fn exchange(app: &App, query: &str) -> Response {
    let given = fields(query.as_bytes()).into_iter().find(|(name, _)| name == "once");
    let mut once = locked(&app.once);
    let is_right = once.as_ref().zip(given).is_some_and(|(once, (_, given))| once.is(&given));
    let session = is_right.then(Secret::draw).and_then(Result::ok);
    let Some(session) = session else {
        return html(StatusCode::FORBIDDEN, page::refused(&app.catalog, "page.refused.link"));
    };
    *once = None;
    let mut response = html(StatusCode::OK, page::opening(&app.catalog));
    let value = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie_name(app), session.digits());
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    *locked(&app.session) = Some(session);
    response
}

fn html(status: StatusCode, content: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], content).into_response()
}

fn file(linked: &Linked) -> Response {
    ([(header::CONTENT_TYPE, linked.kind)], linked.content).into_response()
}

fn see_other(place: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

async fn respond(app: &Arc<App>, asked: Asked) -> Response {
    let reply = page::answer(&asked, &mut locked(&app.visit), &app.catalog);
    carry(app, reply).await
}

async fn carry(app: &Arc<App>, reply: Reply) -> Response {
    match reply {
        Reply::Page(content) => html(StatusCode::OK, content),
        Reply::NotFound(content) => html(StatusCode::NOT_FOUND, content),
        Reply::SeeOther(place) => see_other(place),
        Reply::AskAgain(question, then) => see_other(&page::ask_again(&question, then)),
        Reply::Save(saved) => (
            [
                (header::CONTENT_TYPE, saved.kind.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", saved.name)),
            ],
            saved.content,
        )
            .into_response(),
        Reply::Begin(task) => begin(app, task).await,
        Reply::Left(place) => {
            *locked(&app.session) = None;
            locked(&app.waiting).left(Instant::now());
            see_other(place)
        }
        Reply::Close(content) => {
            *locked(&app.session) = None;
            app.close.send_replace(Closing::Asked);
            html(StatusCode::OK, content)
        }
    }
}

/// Begins work apart from the page, and waits a moment for it.
async fn begin(app: &Arc<App>, task: Task) -> Response {
    let generation = locked(&app.visit).begin(&task);
    app.stage.send_replace(task.stage());
    let worker = Arc::clone(app);
    let work = tokio::task::spawn_blocking(move || {
        // A fault of ours ends the work and is told as one, without a word of the chat.
        let fault = task.fault();
        let run = std::panic::AssertUnwindSafe(|| task.run(&worker.catalog));
        let outcome = std::panic::catch_unwind(run).unwrap_or(fault);
        locked(&worker.visit).take(outcome, generation, &worker.catalog);
        worker.stage.send_replace(Stage::Idle);
    });
    let _ = tokio::time::timeout(PATIENCE, work).await;
    let next = locked(&app.visit).next();
    see_other(next)
}

fn progress(app: &App) -> Response {
    if app.stage.receiver_count() >= MOST_WATCHING {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let stages = WatchStream::new(app.stage.subscribe())
        .map(|stage| Ok::<_, std::convert::Infallible>(Event::default().data(stage.id())));
    Sse::new(stages).into_response()
}

/// Takes an upload to memory, and to nowhere else.
async fn add(app: &Arc<App>, request: Request) -> Response {
    let _alone = app.uploading.lock().await;
    let declared = text(request.headers(), "content-length").and_then(|length| length.parse::<usize>().ok());
    if declared.is_none_or(|length| length > MAX_UPLOAD) {
        let _ = tokio::time::timeout(MOST_BODY_TIME, drain(request.into_body())).await;
        return take(app, Err(Unread::TooLarge), To::New).await;
    }
    match Multipart::from_request(request, &()).await {
        Ok(parts) => {
            let received = tokio::time::timeout(MOST_BODY_TIME, receive(parts)).await;
            let (files, to) = received.unwrap_or((Err(Unread::Cut), To::New));
            take(app, files, to).await
        }
        Err(_) => take(app, Ok(Vec::new()), To::New).await,
    }
}

async fn take(app: &Arc<App>, files: Result<Vec<Upload>, Unread>, to: To) -> Response {
    let reply = page::take_files(files, to, &mut locked(&app.visit));
    carry(app, reply).await
}

/// Receives the parts of a form with files.
async fn receive(mut parts: Multipart) -> (Result<Vec<Upload>, Unread>, To) {
    let mut files = Vec::new();
    let mut to = To::New;
    loop {
        match parts.next_field().await {
            Ok(Some(part)) if part.name() == Some("to") => {
                to = To::named(part.text().await.ok().as_deref());
            }
            Ok(Some(part)) => {
                if files.len() == MOST_FILES {
                    return (Err(Unread::TooLarge), to);
                }
                let name = part.file_name().unwrap_or("pasted.txt").to_owned();
                match part.bytes().await {
                    Ok(bytes) if !bytes.is_empty() => files.push(Upload { name, bytes: bytes.into() }),
                    Ok(_) => {}
                    Err(_) => return (Err(Unread::Cut), to),
                }
            }
            Ok(None) => return (Ok(files), to),
            Err(_) => return (Err(Unread::Cut), to),
        }
    }
}

/// Reads and drops a body, so that the browser goes on to read the answer.
async fn drain(body: Body) {
    let mut stream = body.into_data_stream();
    let mut read = 0;
    while let Some(Ok(chunk)) = stream.next().await {
        read += chunk.len();
        if read > MOST_DRAINED {
            return;
        }
    }
}
