#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! What a caller does with an answer (SPEC 10.5).

use lawful::{Posture, Status, Verdict};

use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::outcome::LAWFUL_INDETERMINATE;
use crate::pointer::{In, Out};
use crate::status::{LAWFUL_E_ENUM, LAWFUL_E_VALUE, lawful_status};

/// An action for every answer: numbers of the caller's own, none of them 0, so that a field that was forgotten is an
/// error and never an action. There is no default.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_posture {
    /// No prohibition reaches the transaction, in a place and for an activity that the record covers.
    pub unregulated: u32,
    /// An exemption carves it out.
    pub exempt: u32,
    /// A licence permits it.
    pub licensed: u32,
    /// A suspension lasts.
    pub suspended: u32,
    /// Prohibited, and not enforced.
    pub unenforced: u32,
    /// Prohibited.
    pub prohibited: u32,
    /// It depends on what is not known.
    pub indeterminate: u32,
    /// `unregulated`, `exempt` or `licensed` where nobody has looked (SPEC 7.6).
    pub not_covered: u32,
}

/// The action that a posture has for an answer: a verdict, and whether it is covered (0 or 1).
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `posture` and `action`; `error` may be NULL.
/// - Errors: `LAWFUL_E_VALUE` if any action is 0; `LAWFUL_E_ENUM` if `verdict` is none of 1 to 7 or `covered` neither
///   0 nor 1; `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_posture_action(
    posture: In<lawful_posture>,
    verdict: u8,
    covered: u8,
    action: Out<u32>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, action, || {
        let lawful_posture {
            unregulated,
            exempt,
            licensed,
            suspended,
            unenforced,
            prohibited,
            indeterminate,
            not_covered,
        } = *posture.one()?;
        let posture = Posture {
            unregulated,
            exempt,
            licensed,
            suspended,
            unenforced,
            prohibited,
            indeterminate,
            not_covered,
        };
        let all =
            [unregulated, exempt, licensed, suspended, unenforced, prohibited, indeterminate, not_covered];
        if all.contains(&0) {
            return Err(Fault::Own(
                LAWFUL_E_VALUE,
                "a posture has an action for every answer, and none is 0",
            ));
        }
        let verdict = match Status::ALL.into_iter().find(|status| status.number() == verdict) {
            Some(status) => Verdict::Determinate(status),
            None if verdict == LAWFUL_INDETERMINATE => Verdict::Indeterminate,
            None => return Err(Fault::Own(LAWFUL_E_ENUM, "a verdict is a number from 1 to 7")),
        };
        if covered > 1 {
            return Err(Fault::Own(LAWFUL_E_ENUM, "whether it is covered is 0 or 1"));
        }
        Ok(*posture.action(verdict, covered == 1))
    })
}
