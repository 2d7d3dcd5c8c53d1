//! How fast the questions about all requests are answered: can-ever, who-can, comparison, the index.

use std::hint::black_box;

use bailiwick::{
    access::{
        Index, Scope, can_ever,
        compare::{DocumentKind, documents},
        pattern_set::{Found, Fuel, Pattern, find},
        principal,
    },
    catalog,
    exchange::{demo, native},
    policy::{Context, Document},
};
use criterion::{Criterion, criterion_group, criterion_main};

fn patterns(criterion: &mut Criterion) {
    let wanted = [vec![Pattern::glob("arn:aws:s3:::team-*")]];
    let excluded: Vec<Pattern> =
        (0..200).map(|n| Pattern::glob(&format!("arn:aws:s3:::team-{n}-*"))).collect();
    criterion.bench_function("emptiness, 200 exclusions", |bencher| {
        bencher.iter(|| find(black_box(&wanted), &excluded, &mut Fuel::new(1_000_000)));
    });
    let found = find(&wanted, &excluded, &mut Fuel::new(1_000_000));
    assert!(matches!(found, Found::Text(_)), "there are other buckets");
}

fn of_the_organization(criterion: &mut Criterion) {
    let Ok(imported) = native::read(&demo::files()) else { return };
    let organization = imported.organization;
    criterion.bench_function("build the demo's index", |bencher| {
        bencher.iter(|| Index::new(black_box(&organization)));
    });
    let index = Index::new(&organization);
    let (Ok(get), Ok(terminate)) = ("s3:GetObject".parse(), "ec2:TerminateInstances".parse())
    else {
        return;
    };
    criterion.bench_function("who can terminate instances in the demo", |bencher| {
        bencher.iter(|| index.who_can(black_box(&terminate), "*", &Context::default()));
    });
    let Some(someone) = principal::all(&organization).into_iter().next_back() else { return };
    criterion.bench_function("can ever, in the demo", |bencher| {
        bencher.iter(|| can_ever(&organization, &someone, black_box(&get), &Scope::default()));
    });
}

fn comparisons(criterion: &mut Criterion) {
    let narrow = Document::new(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/a*"}]}"#,
    );
    let wide = Document::new(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::data/*"}]}"#,
    );
    criterion.bench_function("compare two small documents", |bencher| {
        let kind = DocumentKind::Identity;
        bencher.iter(|| documents(kind, black_box(&narrow), &wide, &Scope::default()));
    });
    let Some(power) = catalog::managed_policy("arn:aws:iam::aws:policy/PowerUserAccess") else {
        return;
    };
    let power = Document::new(power.document());
    criterion.bench_function("compare a small document with PowerUserAccess", |bencher| {
        let kind = DocumentKind::Identity;
        bencher.iter(|| documents(kind, black_box(&wide), &power, &Scope::default()));
    });
}

criterion_group!(benches, patterns, of_the_organization, comparisons);
criterion_main!(benches);
