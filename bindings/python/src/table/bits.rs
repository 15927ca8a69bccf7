//! One bit for each row, as Arrow says which values are there.

use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, NullBuffer};

/// A column of bits that grows; it takes no memory while all are set.
pub(crate) struct Bits {
    rows: usize,
    capacity: usize,
    bits: Option<BooleanBufferBuilder>,
    /// Those that are added.
    packed: Vec<u8>,
}

impl Bits {
    /// No row yet, and room for so many.
    pub(crate) fn new(capacity: usize) -> Bits {
        Bits { rows: 0, capacity, bits: None, packed: Vec::new() }
    }

    /// A further row for each value: whether it is so.
    pub(crate) fn extend<T>(&mut self, values: &[T], is: impl Fn(&T) -> bool) {
        const LEAST_BITS: u64 = 0x0101_0101_0101_0101;
        // Times a byte for each of eight flags, their bits stand side by side in the highest byte, and no two of the sum's
        // bits meet.
        const GATHER: u64 = 0x0102_0408_1020_4080;
        self.packed.clear();
        let (blocks, rest) = values.as_chunks::<64>();
        let mut all = LEAST_BITS;
        for block in blocks {
            // A pass of its own, so that many are looked at together.
            let mut flags = [0u8; 64];
            for (flag, value) in flags.iter_mut().zip(block) {
                *flag = u8::from(is(value));
            }
            self.packed.extend(flags.as_chunks::<8>().0.iter().map(|eight| {
                let eight = u64::from_le_bytes(*eight);
                all &= eight;
                (eight.wrapping_mul(GATHER) >> 56) as u8
            }));
        }
        let mut all = all == LEAST_BITS;
        for eight in rest.chunks(8) {
            let bits = eight.iter().enumerate();
            self.packed.push(bits.fold(0, |byte, (bit, value)| byte | u8::from(is(value)) << bit));
            all &= eight.iter().all(&is);
        }
        if self.bits.is_none() && !all {
            let mut bits = BooleanBufferBuilder::new(self.capacity.max(self.rows + values.len()));
            bits.append_n(self.rows, true);
            self.bits = Some(bits);
        }
        if let Some(bits) = &mut self.bits {
            bits.append_packed_range(0..values.len(), &self.packed);
        }
        self.rows += values.len();
    }

    /// Which rows are there; `None` if all are.
    pub(crate) fn nulls(self) -> Option<NullBuffer> {
        self.bits.map(|mut bits| NullBuffer::new(bits.finish()))
    }

    /// The bits.
    pub(crate) fn finish(self) -> BooleanBuffer {
        self.bits.map_or_else(|| BooleanBuffer::new_set(self.rows), |mut bits| bits.finish())
    }
}
