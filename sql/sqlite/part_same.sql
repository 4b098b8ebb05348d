-- Is the stored value b1 … the image that a1 … would have in the same columns? Comparing with a column applies the column's
-- affinity, as storing would; BLOB columns have none, so there the types must be alike; an integer becomes a REAL in a REAL
-- column, and only there. (No abs(): SQLite computes all operands, and abs() fails for the least integer.)
{set: (retcon_v.retcon_b{.i} is retcon_v.retcon_a{.i} collate binary
       or ('{.type}' = 'REAL' and retcon_v.retcon_b{.i} is cast(retcon_v.retcon_a{.i} as real)
           and typeof(retcon_v.retcon_b{.i}) = 'real' and typeof(retcon_v.retcon_a{.i}) = 'integer'
           and retcon_v.retcon_b{.i} > -9223372036854775808.0 and retcon_v.retcon_b{.i} < 9223372036854775808.0)) | and }
{typed+: and typeof(retcon_v.retcon_b{.at}) = typeof(retcon_v.retcon_a{.at}) }
