//! What an operator waits for on the demo organization: opening its store, the effective permissions
//! of a principal, and a key until the screen is drawn.

use std::{hint::black_box, path::Path, sync::Arc};

use bailiwick::{
    access::{Principal, effective},
    policy::{Context, Unmentioned},
    tui::{
        Mode, Settings, World,
        draft::Drafts,
        headless::Headless,
        theme::Depth,
        world::{Extent, Journal},
    },
    workspace::{self, Compiled, Identity, Library, Snapshot, Wish, Workspace, WorkspaceError},
};
use criterion::{Criterion, criterion_group, criterion_main};

/// What the program runs on.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn demo(dir: &Path) -> Result<Workspace, WorkspaceError> {
    let identity = Identity { name: "bench".into(), host: "bench".into() };
    workspace::demo(dir, Wish::WriteElseRead, identity)
}

fn world(snapshot: &Snapshot) -> World {
    World {
        extent: Extent::Whole,
        organization: Arc::clone(&snapshot.organization),
        revision: snapshot.revision,
        now: snapshot.now(),
        journal: Journal::new(|_| Ok(Vec::new())),
        library: Arc::new(Library::embedded()),
        operator: "bench".into(),
        store: "demo".into(),
        mode: Mode::ReadOnly,
        drafts: Drafts::default(),
        compiled: Compiled::default(),
    }
}

fn waits(criterion: &mut Criterion) {
    let Ok(dir) = tempfile::tempdir() else { return };
    let store = dir.path().join("demo");
    let Ok(workspace) = demo(&store) else { return };
    let snapshot = workspace.snapshot();
    drop(workspace);
    criterion.bench_function("open the demo store", |bencher| {
        bencher.iter(|| demo(&store).map(|workspace| workspace.snapshot().revision).ok());
    });

    let context = Context::new(Unmentioned::Unknown);
    for (name, text) in
        [("an administrator", "datalake-dev/etl-legacy"), ("a developer", "booking-dev/Deploy")]
    {
        let Ok(principal) = Principal::find(&snapshot.organization, text) else { continue };
        criterion.bench_function(&format!("effective permissions of {name}"), |bencher| {
            bencher.iter(|| {
                effective::effective(&snapshot.organization, black_box(&principal), &context)
            });
        });
    }

    let mut console = Headless::new(world(&snapshot), Settings::new(Depth::Full), (200, 60));
    criterion.bench_function("a key and a drawing of 200x60", |bencher| {
        bencher.iter(|| console.press("j k").is_ok());
    });
}

criterion_group!(benches, waits);
criterion_main!(benches);
