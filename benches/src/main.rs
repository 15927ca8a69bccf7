
mod corpus_world;
mod counting;
mod documents;

mod floors;
mod grid;
mod lawful_side;

mod measure;
#[cfg(feature = "peers")]
mod peers;
mod prefetching;
mod random;
mod world;
fn main() {
    if std::env::args().nth(1).as_deref() == Some("w") {
        let rules = lawful_corpus::ruleset();
        let t = std::time::Instant::now();
        let world = corpus_world::derived(&rules);
        println!("{} boxes {} reasons {:?}", world.bans.len(), world.reasons.len(), t.elapsed());
        let grids = grid::Grids::of(&world);
        let dense = floors::DenseFloor::of(&world, &grids);
        println!("{} grids {} cells {} KiB", grids.grids.len(), grids.cells.len(), dense.bytes() >> 10);
        let mut seen = [0; 8];
        let questions = world.questions(10_000, 1);
        for q in &questions {
            let a = world.oracle(q);
            seen[a.verdict as usize] += 1;
            let t = lawful_side::transaction(&rules, &world, q);
            let d = t.decide(lawful_side::instant(q.at), Some(lawful_side::instant(q.known)));
            let (v, ids) = lawful_side::read_all(&d);
            let text: Vec<String> = a.reasons.iter().map(|r| world.reason(*r)).collect();
            assert_eq!((v, ids.join("+")), (a.verdict, text.join("+")), "{q:?}");
        }
        println!("{seen:?}");
        return;
    }

    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let world = world::generated(n, 7);
    let t = std::time::Instant::now();
    let grids = grid::Grids::of(&world);
    println!("{} provisions {} grids {} cells {} answers {:?}", world.provisions(), grids.grids.len(), grids.cells.len(), grids.answers.len(), t.elapsed());
    let rows = grid::rows(&grids);
    println!("{} rows {:?}", rows.len(), t.elapsed());
    let hash = floors::HashFloor::of(&world, &grids);
    let dense = floors::DenseFloor::of(&world, &grids);
    println!("dense {} KiB", dense.bytes() >> 10);
    let questions = world.questions(10_000, 1);
    let columns = floors::Columns::of(questions.iter().copied());
    let (mut v, mut r) = (vec![0u8; 10_000], vec![0u32; 10_000]);
    dense.answer(&columns, &mut v, &mut r);
    let mut seen = [0; 8];
    for (n, q) in questions.iter().enumerate() {
        let a = world.oracle(q);
        seen[a.verdict as usize] += 1;
        let h = hash.answer(q);
        assert_eq!(grids.answers[(h >> 3) as usize], a);
        assert_eq!((h & 7) as u8, a.verdict);
        assert_eq!(v[n], a.verdict);
        assert_eq!(r[n], h >> 3);
    }
    prefetching::answer(&dense, &columns, &mut v, &mut r);
    println!("{seen:?}");
    for _ in 0..5 {
        println!("hash latency {:.1} throughput {:.1}", measure::latency(10_000, |n| hash.answer(&questions[n])), measure::throughput(10_000, |n| hash.answer(&questions[n])));
    }
    let rows = 4_000_000;
    let mut random = random::Random::seeded(3);
    let columns = floors::Columns::of((0..rows).map(|_| world.question(&mut random)));
    let (mut v, mut r) = (vec![0u8; rows], vec![0u32; rows]);
    for _ in 0..5 {
        let t = std::time::Instant::now();
        dense.answer(&columns, &mut v, &mut r);
        let a = t.elapsed();
        let t = std::time::Instant::now();
        prefetching::answer(&dense, &columns, &mut v, &mut r);
        println!("dense {:.1} prefetch {:.1} M rows/s", rows as f64 / a.as_secs_f64() / 1e6, rows as f64 / t.elapsed().as_secs_f64() / 1e6);
    }
}
