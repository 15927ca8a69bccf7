//! A condition as a program over numbered tests, without a stack.

use crate::model::{Condition, Test};

/// Where to go on after a test.
type Step = u32;

const TRUE: Step = u32::MAX;
const FALSE: Step = u32::MAX - 1;

/// A sequence of tests; after each it goes on at one of two places or ends.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    entry: Step,
    /// The number of the test, and where to go on if it passes and if not.
    steps: Vec<(u32, Step, Step)>,
}

impl Program {
    /// Numbers the tests by the function.
    pub(crate) fn of<'c>(condition: &'c Condition, number: &mut impl FnMut(&'c Test) -> u32) -> Program {
        let mut program = Program { entry: TRUE, steps: Vec::new() };
        program.entry = program.compile(condition, TRUE, FALSE, number);
        program
    }

    fn compile<'c>(
        &mut self,
        condition: &'c Condition,
        then: Step,
        otherwise: Step,
        number: &mut impl FnMut(&'c Test) -> u32,
    ) -> Step {
        match condition {
            Condition::All(parts) => {
                parts.iter().rev().fold(then, |next, part| self.compile(part, next, otherwise, number))
            }
            Condition::Any(parts) => {
                parts.iter().rev().fold(otherwise, |next, part| self.compile(part, then, next, number))
            }
            Condition::Not(part) => self.compile(part, otherwise, then, number),
            Condition::Test(test) => {
                let number = number(test);
                self.steps.push((number, then, otherwise));
                self.steps.len() as Step - 1
            }
        }
    }

    /// Whether the condition holds, given what each test says.
    pub(crate) fn holds(&self, passes: impl Fn(u32) -> bool) -> bool {
        let mut at = self.entry;
        while let Some((test, then, otherwise)) = self.steps.get(at as usize) {
            at = if passes(*test) { *then } else { *otherwise };
        }
        at == TRUE
    }

    /// The numbers of the tests, some perhaps twice.
    pub(crate) fn tests(&self) -> impl Iterator<Item = u32> + '_ {
        self.steps.iter().map(|(test, ..)| *test)
    }
}
