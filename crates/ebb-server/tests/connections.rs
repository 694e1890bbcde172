//! What other programs of this computer can do to the page: connect, keep silent, and listen beside it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use ebb_server::{Loopback, Opening, serve};

/// Opens a page in a thread, and returns its port and the way of its link.
fn opened() -> (u16, String) {
    let (told, address) = mpsc::channel::<String>();
    std::thread::spawn(move || {
        let catalog = ebb_content::catalog().expect("content");
        let announce = |address: &str| told.send(address.to_owned()).expect("it is waited for");
        serve(Loopback { port: 0 }, Opening::Nothing, catalog, announce, || {}).expect("it is served");
    });
    let address = address.recv_timeout(Duration::from_mins(1)).expect("an address");
    let rest = address.strip_prefix("http://127.0.0.1:").expect("this computer");
    let (port, way) = rest.split_once('/').expect("a way");
    (port.parse().expect("a port"), format!("/{way}"))
}

/// Asks for a page, and returns what came before the connection was closed.
fn answer(port: u16, way: &str, more: &str) -> String {
    let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)) else { return String::new() };
    let asked = format!("GET {way} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}Connection: close\r\n\r\n");
    let mut came = String::new();
    let _ = connection.write_all(asked.as_bytes()).and_then(|()| connection.read_to_string(&mut came));
    came
}

#[test]
fn silent_connections_are_closed_and_the_page_comes_back() {
    let (port, _) = opened();
    let begun = Instant::now();
    let mut silent: Vec<TcpStream> =
        (0..300).filter_map(|_| TcpStream::connect(("127.0.0.1", port)).ok()).collect();
    assert!(silent.len() > 250, "only {} connections were made", silent.len());
    while !answer(port, "/away", "").starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < Duration::from_secs(40), "the page does not come back");
        std::thread::sleep(Duration::from_millis(200));
    }
    // The silent ones are still held at this end, and closed at the other.
    let mut byte = [0];
    let first = silent.first_mut().expect("one");
    first.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    match first.read(&mut byte) {
        Ok(read) => assert_eq!(read, 0, "a silent connection was answered"),
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "it is still open"),
    }
}

#[test]
fn two_pages_side_by_side_have_cookies_of_their_own() {
    let cookies = [0, 1].map(|_| {
        let (port, way) = opened();
        let came = answer(port, &way, "");
        let line = came.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
        let cookie = line.split(';').next().expect("a value").to_owned();
        let known = answer(port, "/privacy", &format!("Cookie: {cookie}\r\n"));
        assert!(known.starts_with("HTTP/1.1 200"), "{known}");
        (port, cookie)
    });
    // A browser sends both to each port. Neither takes the place of the other, and each page knows its own.
    let names = cookies.each_ref().map(|(_, cookie)| cookie.split('=').next());
    assert_ne!(names[0], names[1], "one locks the other out");
    let both = format!("Cookie: {}; {}\r\n", cookies[0].1, cookies[1].1);
    for (port, _) in &cookies {
        assert!(answer(*port, "/privacy", &both).starts_with("HTTP/1.1 200"), "one locks the other out");
    }
    let other = format!("Cookie: {}\r\n", cookies[1].1);
    assert!(answer(cookies[0].0, "/privacy", &other).starts_with("HTTP/1.1 403"));
}
