//! Connections: how many at once, and how long one may keep silent.
//!
//! Any program of this computer can connect and say nothing. A connection that does not ask in time is closed, and beyond a
//! number of them new ones are closed at once, so that the page comes back as soon as the silent ones are gone.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Most connections at once: a browser opens six, and half of what a system allows a program at least.
const MOST_CONNECTIONS: usize = 128;
/// Longest that a connection may wait before it has asked, for the first time or again.
const MOST_SILENCE: Duration = Duration::from_secs(10);
/// After a connection that could not be taken, so that a system without room is not asked without end.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections for as long as it is waited for.
pub(crate) async fn take(listener: TcpListener, router: Router) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else { continue };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(MOST_SILENCE)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            // What is wrong with a connection concerns its other end alone.
            drop((served, place));
        });
    }
}
