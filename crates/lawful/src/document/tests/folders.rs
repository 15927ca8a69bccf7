//! Folders.

use std::fs;

use super::*;

/// A folder of its own under the system's temporary one, removed at the end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Folder {
        let path = std::env::temp_dir().join(format!("lawful-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        let folder = Folder(path);
        for (path, bytes) in files {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn folders_are_composed_as_if_they_were_one_12_7() {
    let law = Folder::new(
        "law",
        &[
            ("rules.toml", RULES.as_bytes()),
            ("register/all.toml", REGISTER.as_bytes()),
            ("README.md", b"\xff"),
            (".git/x.toml", b"\xff"),
            ("cases/x.toml", b"format = 'lawful-cases/1'\n"),
        ],
    );
    let other = RULES.replace("revision = 3", "revision = 9");
    let own = Folder::new("own", &[("rules.toml", other.as_bytes()), ("own/order.toml", HEADER.as_bytes())]);
    let model = read(&Documents::from_folders(&[&law.0, &own.0]).unwrap()).unwrap();
    assert_eq!((model.revision, model.instruments[0].id.as_str()), (3, "own/order"));
    let model = read(&Documents::from_folders(&[&own.0, &law.0]).unwrap()).unwrap();
    assert_eq!(model.revision, 9);
}

#[test]
fn what_cannot_be_read_is_reported_all_at_once() {
    let big = vec![b'#'; 5 * 1024 * 1024];
    let bad = Folder::new("bad", &[("a.toml", b"format = 'lawful/1'\n# \xc3\xa4 \xff\n"), ("b.toml", &big)]);
    let problems = Documents::from_folders(&[&bad.0]).unwrap_err();
    let shown: Vec<String> = problems.iter().map(|p| format!("{} {}", p.place, p.error.code())).collect();
    assert_eq!(shown, ["a.toml:2:5 E-syntax", "b.toml E-limit"]);
    let empty = Folder::new("empty", &[("notes.txt", b"")]);
    assert_eq!(codes(&Documents::from_folders(&[&empty.0])), [Code::Io]);
    assert_eq!(codes(&Documents::from_folders(&[empty.0.join("no-such")])), [Code::Io]);
    assert_eq!(codes(&Documents::from_folders::<&str>(&[])), [Code::Io]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_is_an_error() {
    let folder = Folder::new("loop", &[("rules.toml", RULES.as_bytes()), ("a/b/x.txt", b"")]);
    std::os::unix::fs::symlink(&folder.0, folder.0.join("a/b/up")).unwrap();
    let problems = Documents::from_folders(&[&folder.0]).unwrap_err();
    assert_eq!(codes(&Err::<(), _>(problems.clone())), [Code::Io]);
    assert_eq!(problems.iter().next().unwrap().place.file, "a/b/up");
}
