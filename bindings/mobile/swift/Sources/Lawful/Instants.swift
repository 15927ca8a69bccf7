import Foundation

/// The whole seconds of a date since 1970, rounded down: the law changes at whole seconds. A date that is not finite, or
/// beyond all numbers, becomes an instant that every call refuses with `E-instant`.
func wholeSeconds(_ date: Date) -> Int64 {
    Int64(exactly: date.timeIntervalSince1970.rounded(.down)) ?? Int64.min
}
