//! The house stands as ARCHITECTURE.md says: who may import whom, and what no crate may bring in.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

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
    assert_eq!(edges(&metadata, DependencyKind::Development), table("| crate | may import in tests |"));
}

#[test]
fn no_crate_can_reach_the_network_or_run_code_elsewhere() {
    let banned = [
        "reqwest",
        "ureq",
        "curl",
        "hyper",
        "isahc",
        "attohttpc",
        "minreq",
        "surf",
        "tungstenite",
        "quinn",
        "tokio",
        "async-std",
        "smol",
        "mio",
        "socket2",
        "native-tls",
        "rustls",
        "openssl",
        "sentry",
    ];
    let lock = include_str!("../../../Cargo.lock");
    let named = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    for name in named {
        assert!(!banned.contains(&name), "{name} is in the tree");
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
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} does not take the lints", package.name);
    }
}
