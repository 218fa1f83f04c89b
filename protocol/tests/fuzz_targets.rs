//! The fuzzers' targets over a corpus made of the vectors. `FUZZ_CORPUS` names a folder to leave the corpus in, for fuzzers to
//! begin with.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "the corpus is files")]

mod support;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use support::{json_lines, octets};

/// The other end's acceptance and its first systemStatus: what most sessions begin with.
const OPENING: [&str; 2] = [
    "612f80020780a10706052b0c00815aa203020100a305a103020101be14281206072b0c00821d8148a007a0050303000800",
    "a10c020101020200d330030a0102",
];

/// Two of every message there is, in every spelling.
fn messages() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let lines =
        ["long.jsonl", "loose-long.jsonl"].into_iter().flat_map(|file| json_lines(&folder.join(file)));
    lines.map(|line| octets(line["hex"].as_str().unwrap())).collect()
}

/// Leaves an input where fuzzers look for it, if they are to begin with it.
fn keep(target: &str, name: usize, input: &[u8]) {
    let Some(folder) = std::env::var_os("FUZZ_CORPUS") else { return };
    let folder = PathBuf::from(folder).join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name:04}")), input).unwrap();
}

#[test]
fn messages_are_read_as_they_are_written() {
    for (name, message) in messages().iter().enumerate() {
        targets::apdu::holds(message);
        keep("apdu", name, message);
    }
}

/// Inputs that fuzzers once failed on.
const FOUND: [&str; 3] = [
    // A component that has its default value, spelled out, and an unknown one after it.
    "a180020300ab140201153082003a55820004ae1183d2a030a182002c6b80a10c838200086188af4f86e5b28500000a0130a2810d03030770808182000\
     1007e01058382000304d6310000",
    // A component twice, first with its default value.
    "a1840000014002020080020115308201355581044c5d231ea18400000128a08201246b0fa1810c8382000865778d77dce5180e63810287008202889a\
     7d0a04085c07e67778cc4a0d84818cba72b6aadc6fa88efd35f211da701712f2ee0e51cb4abde9e47d1f1cfc46961d3f81105ccaa09120d5cc28285c\
     bcce1ce5030202640301000302009f03030a03047e13a011180f32303235303545c92bed811b1bb4ea3c25b7919a8d5c47f78132db42cca03ddf2deb\
     fd22ddccdcac1d31d381ef43ed64d2a4a8e523b189d7fac256000000000000007d33ed3012028101010201f916820007383939353638318682000303\
     e828f8013188810f676a426f6758734066632e43717575a98082810771773a64717920a00916073038383436363930830000210381030539a0838200\
     01042414040c7b75a9e55a765111bae2513b04043c17e3a90000",
    // The same, where the second is spelled at length and so is written shorter once it is taken for the component.
    "a180028200017f028200011530830001f35504c6279c91a080ab8201e56b0380010f63808881000000618200243022a5138182000f382ab738333038\
     3523302323343133a08016033237380000a1021600628200028800648087810000006b8300001e301c808200103417041a42c8254ed7237527b84d62\
     cda106830423664d3680818cc5f1e60d86b4e1f618ceeb18c0f0e94c97b2dc3a179d36c9d90f864c923823bb2e913db3a3dcdab7e33051072c19062d\
     e2bc629afb75b815d6b066b4c98dea2c7616be0251b1fdf27d0f2461e9af6689e894bcc537110a7686e6519693eadefd942c85848eb0927add0560f1\
     3cf31484938f5c8629ad067c129af1d3fbcf1cc006fc5a7f4e7b81b0200c7cca0a012ea21c0382000506ff3f2240030202e403810206400303073880\
     030301088ea38003030709808002010082020080000084820003046630a50a028200010102810203b86880878100000065028700a62c308300001580\
     81023fde180e32303332303330383139333831383082000e810c3df5c934dd30bf3761771784870f2e7067436e76425962726462715966a881483080\
     84284020423a6f59786a78642e757a6c78656242746770586c6f6978703a2d735a6b70687a6b7568426ba00d160b35362a3423232332233032308105\
     030304003000008101342316a18004100cd4b31abe698d801d164e2c3c6841dd000000000000",
];

#[test]
fn what_fuzzers_found_stays_mended() {
    for found in FOUND {
        targets::apdu::holds(&octets(found));
    }
}

#[test]
fn frames_do_not_depend_on_where_the_stream_is_cut() {
    for (name, messages) in messages().chunks(4).enumerate() {
        for choice in 0..8 {
            let input = targets::frame::input(choice, &[1, 2, 100, 254, 255], messages);
            targets::frame::holds(&input);
            keep("frame", name * 8 + usize::from(choice), &input);
        }
    }
}

#[test]
fn associations_hold_whatever_comes() {
    let opening = OPENING.map(octets);
    for (name, messages) in messages().chunks(6).enumerate() {
        for choice in [0, 1, 2, 4, 8] {
            let session = [&opening[..], messages].concat();
            let input = targets::association::input(choice, 7, &session);
            targets::association::holds(&input);
            keep("association", name * 16 + usize::from(choice), &input);
        }
    }
}
