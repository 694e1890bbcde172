//! The house stands as ARCHITECTURE.md says: who may import whom, and what no crate may bring in.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// Returns the crates of this workspace.
fn workspace() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("cargo metadata")
}

/// Returns the edges between crates of this workspace, of one kind.
fn edges(metadata: &Metadata, kind: DependencyKind) -> BTreeMap<String, BTreeSet<String>> {
    let own: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    metadata
        .workspace_packages()
        .iter()
        .map(|package| {
            let uses = package.dependencies.iter().filter(|dependency| dependency.kind == kind);
            let inside = uses.filter(|dependency| own.contains(dependency.name.as_str()));
            (package.name.to_string(), inside.map(|dependency| dependency.name.clone()).collect())
        })
        .collect()
}

/// Returns the rows of the table in ARCHITECTURE.md with this head: crate and what it may import.
fn table(head: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = include_str!("../../../ARCHITECTURE.md");
    assert!(text.contains(head), "no table `{head}` in ARCHITECTURE.md");
    let rows = text.lines().skip_while(|line| *line != head).take_while(|line| line.starts_with('|'));
    rows.skip(2)
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let named = |cell: &str| -> BTreeSet<String> {
                cell.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
            };
            (named(cells[0]).into_iter().next().expect("a crate"), named(cells[1]))
        })
        .collect()
}

#[test]
fn crates_import_what_the_table_allows() {
    let metadata = workspace();
    assert_eq!(edges(&metadata, DependencyKind::Normal), table("| crate | may import |"));
    let mut in_tests = edges(&metadata, DependencyKind::Development);
    in_tests.retain(|_, imports| !imports.is_empty());
    assert_eq!(in_tests, table("| crate | may import in tests |"));
}

/// Crates that open connections to elsewhere. They may stand nowhere.
const CLIENTS: &[&str] = &[
    "reqwest",
    "ureq",
    "curl",
    "isahc",
    "attohttpc",
    "minreq",
    "surf",
    "hyper-rustls",
    "tungstenite",
    "tokio-tungstenite",
    "quinn",
    "async-std",
    "smol",
    "native-tls",
    "rustls",
    "openssl",
    "sentry",
];

/// Crates that listen or wait. Only `ebb-server` may stand on them.
const LISTENERS: &[&str] = &["tokio", "hyper", "hyper-util", "axum", "mio", "socket2", "tower"];

#[test]
fn no_crate_can_reach_the_network() {
    let lock = include_str!("../../../Cargo.lock");
    let named = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    for name in named {
        assert!(!CLIENTS.contains(&name), "{name} is in the tree");
    }
}

#[test]
fn only_the_server_listens() {
    let metadata = MetadataCommand::new().exec().expect("cargo metadata");
    let resolve = metadata.resolve.as_ref().expect("a resolved tree");
    let name = |id: &PackageId| metadata.packages.iter().find(|p| p.id == *id).map(|p| p.name.as_str());
    let is_server = |id: &PackageId| name(id) == Some("ebb-server");
    let mut open: Vec<_> = metadata.workspace_members.iter().filter(|id| !is_server(id)).collect();
    let mut seen: BTreeSet<_> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        let found = name(id).expect("a package");
        assert!(!LISTENERS.contains(&found), "{found} is reached without the server");
        let node = resolve.nodes.iter().find(|node| &node.id == id).expect("a node");
        for next in node.dependencies.iter().filter(|id| !is_server(id)) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    let hyper = resolve.nodes.iter().filter(|node| name(&node.id).is_some_and(|n| n.starts_with("hyper")));
    for node in hyper {
        let is_client = node.features.iter().any(|feature| feature.starts_with("client"));
        assert!(!is_client, "{:?} is built as a client", name(&node.id));
    }
}

#[test]
fn the_core_derives_no_serialisation_and_holds_no_code_that_is_unsafe() {
    let metadata = workspace();
    let core = metadata.packages.iter().find(|package| package.name.as_str() == "ebb").expect("the core");
    let normal = core.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    for dependency in normal {
        assert!(!dependency.name.starts_with("serde"), "the core must not know how it is serialised");
    }
    for package in metadata.workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        // What a browser calls has to be named in a way that counts as unsafe; see the test below.
        if package.name.as_str() == "ebb-web" {
            assert!(manifest.contains("unsafe_code = \"deny\""), "ebb-web may hold unsafe code anywhere");
            continue;
        }
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} does not take the lints", package.name);
    }
}

#[test]
fn the_module_for_browsers_only_names_its_functions_in_an_unsafe_way() {
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../ebb-web/src");
    let mut files = 0;
    for entry in std::fs::read_dir(sources).expect("the sources of ebb-web") {
        let path = entry.expect("a file").path();
        let source = std::fs::read_to_string(&path).expect("a source");
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
        let is_boundary = path.ends_with("boundary.rs");
        for line in code.filter(|line| line.contains("unsafe")) {
            let is_name = matches!(line, "#[unsafe(no_mangle)]" | "#![allow(unsafe_code)]");
            assert!(is_boundary && is_name, "{}: {line}", path.display());
        }
        files += 1;
    }
    assert!(files >= 4, "the sources of ebb-web are elsewhere");
}
